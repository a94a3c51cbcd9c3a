import type { Membership } from '../../core/member-identity/member-identity.ts';
import { joinCertificates } from '../../core/certificates/join-certificates.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Standing } from '../join/join-cluster.ts';
import type { SecondaryPorts } from '../ports.ts';
import { askForCa } from '../exchange/ask-for-ca.ts';

/**
 * Asks the hub itself for the CA of its URL when TLS does not verify any more: a member that was away while
 * the CA changed finds back by the hub's signature, on which everything rests, and not by the channel.
 *
 * @returns The membership that trusts the CA, or `undefined` when there is nothing new to trust.
 */
export async function renewCa(
  ports: SecondaryPorts,
  { identity, membership }: Standing,
  { endpoint, signal }: { endpoint: string; signal: AbortSignal },
): Promise<Membership | undefined> {
  try {
    const { hubId, chain, extraCa, ownCa = extraCa, announcedCa = '' } = membership;
    const source = { endpoint, proof: { chain } };
    const ca = await askForCa(ports, { source, hubId, signing: identity.signing }, signal);
    if (ca === '' || ca === announcedCa) return undefined;
    ports.logger.info('CA of the hub taken up by its signature', { endpoint });
    return { ...membership, ownCa, announcedCa: ca, extraCa: joinCertificates([ownCa, ca, announcedCa]) };
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    ports.logger.warn('CA of the hub not renewed', { endpoint, err: error });
    return undefined;
  }
}
