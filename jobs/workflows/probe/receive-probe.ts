import type { ProbeAnswer, TokenJudgement } from '#validators/probe-answer';
import isProbeRequest, { type ProbeRequest } from '#validators/probe-request';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { parseMemberName } from '../../core/membership/member-name.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { RequestInvalid, SignatureInvalid } from '../../core/protocol/errors.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { verifyRequest } from '../../core/protocol/request-signature.ts';
import { wireHeaders, wirePaths } from '../../core/protocol/wire.ts';
import { JoinRefused } from '../../core/verifier/errors.ts';
import { keyOfUse } from '../../core/verifier/verifier.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { assertTokenAllows } from '../admit/admit-member.ts';
import { proveToken } from '../admit/receive-join.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Tells whoever asks what of the request arrived, so that the doctor sees what was lost on the way. Who
 * proves a token is also told what a join with it would meet; no use of it is spent, nothing is written.
 *
 * @returns What is left: to hold the answer back as long as asked.
 * @throws {RequestInvalid}
 */
export async function receiveProbe(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
  gone: AbortSignal,
): Promise<() => Promise<ProbeAnswer>> {
  const { holdSeconds, applicant } = parseProbe(incoming.body);
  const token = applicant && (await judgeToken(ports, hub, incoming, applicant));
  const received = { bodyDigest: digestOf(incoming.body), headers: digestHeaders(incoming) };
  return async () => ({
    version: hub.config.version,
    received,
    heldSeconds: await hub.probes.hold(ports.clock, holdSeconds, gone),
    ...(token === undefined ? {} : { token }),
    chain: hub.identity().chain.map((link) => ({ ...link })) as ProbeAnswer['chain'],
  });
}

function parseProbe(body: Uint8Array): ProbeRequest {
  const path = wirePaths.probe;
  try {
    const document: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (isProbeRequest(document)) return document;
  } catch {
    throw new RequestInvalid({ path, found: 'its body is not JSON' });
  }
  throw new RequestInvalid({ path, found: 'its body does not fit the schema' });
}

function digestHeaders({ headers }: WireRequest): Record<string, string> {
  return Object.fromEntries(
    Object.values(wireHeaders).flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, digestOf(value)]];
    }),
  );
}

/** Without a valid proof there is one judgement for everything, as for a join. */
async function judgeToken(
  ports: PrimaryPorts,
  hub: Hub,
  incoming: WireRequest,
  applicant: NonNullable<ProbeRequest['applicant']>,
): Promise<TokenJudgement> {
  try {
    const { verifier } = await proveToken(ports, hub, incoming);
    await assertSigned(incoming, applicant.key);
    const name = parseMemberName(applicant.name);
    const { namespace } = hub.config;
    const [member, secret] = await Promise.all([
      ports.kubernetes.get('Member', { namespace, name }),
      ports.kubernetes.get('Secret', { namespace, name: verifier.secretName }),
    ]);
    const facts = { member, secretExists: secret?.metadata.uid === verifier.secretUid };
    const key = thumbprint(applicant.key);
    const user = keyOfUse(verifier, key, member?.status);
    const join = { verifier, thumbprint: key, user, request: { name } };
    assertTokenAllows(hub, join, { ...facts, now: ports.clock.now() });
    return { expiresAt: renderTimestamp(verifier.expiresAt) };
  } catch (error) {
    // Whatever passes by itself is no judgement of the token.
    if (!(error instanceof JoineryError) || error.disposition !== 'terminal') throw error;
    const { code, message: detail, remedy } = error;
    return { code, detail, remedy };
  }
}

async function assertSigned(
  incoming: WireRequest,
  key: NonNullable<ProbeRequest['applicant']>['key'],
): Promise<void> {
  try {
    await verifyRequest(incoming.headers[wireHeaders.signature] ?? '', key, incoming);
  } catch (error) {
    if (error instanceof SignatureInvalid) throw new JoinRefused();
    throw error;
  }
}
