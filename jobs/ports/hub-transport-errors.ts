import { JoineryError } from '../errors/joinery-error.ts';

/** No connection to the hub's address. */
export class HubUnreachable extends JoineryError {
  override readonly name = 'HubUnreachable';
  readonly code = 'JOINERY_HUB_UNREACHABLE';
  readonly disposition = 'retry';
  readonly remedy =
    'Check that the URL is right and that this cluster can reach it: DNS, firewall, proxy, NetworkPolicy.';

  constructor(facts: { endpoint: string; found: string }) {
    super(`Cannot reach the primary at ${facts.endpoint}: ${facts.found}`, {
      details: { endpoint: facts.endpoint },
    });
  }
}

/** The certificate of the hub's address does not verify. */
export class HubTlsUntrusted extends JoineryError {
  override readonly name = 'HubTlsUntrusted';
  readonly code = 'JOINERY_HUB_TLS_UNTRUSTED';
  readonly disposition = 'retry';
  readonly remedy =
    'Put the CA of that certificate into key "ca.crt" of the join Secret, or into multicluster.primary.caBundle ' +
    'on the primary before creating the token; if the issuer is a proxy of yours, trust its CA the same way.';

  constructor(facts: { endpoint: string; found: string; issuer?: string }) {
    const issuer = facts.issuer === undefined ? '' : `; the certificate was issued by "${facts.issuer}"`;
    super(`Cannot trust the TLS certificate of ${facts.endpoint}: ${facts.found}${issuer}`, {
      details: { endpoint: facts.endpoint },
    });
  }
}
