import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import { signJws, verifyJws } from './jws.ts';

/** Lets a member's signing key vouch for its sealing key. */
export async function signVoucher(signing: PrivateKey, sealing: PublicKey): Promise<string> {
  return signJws('sealing-key', thumbprint(sealing), signing);
}

/** Tells whether `voucher` is the signing key's word for the sealing key. */
export async function isVoucher(voucher: string, signing: PublicKey, sealing: PublicKey): Promise<boolean> {
  return (await verifyJws('sealing-key', voucher, signing)) === thumbprint(sealing);
}
