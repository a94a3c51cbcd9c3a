/** What came of a try: a value, or in words what was found instead. */
export type Attempt<T> = { readonly value: T } | { readonly failure: string };

/** The certificate that a server shows, and whether it can be trusted. */
export interface ServerCertificate {
  /** Why it cannot be trusted, in words that follow "it"; left out for one that can. */
  readonly distrust?: string;
  readonly issuer: string;
  readonly expiresAt: Date;
}

/** The network below HTTP, for looking at a connection step by step. What fails is a result, no error. */
export interface Network {
  /** Addresses that a name leads to, as any connection from here would find them. */
  resolve(host: string): Promise<Attempt<readonly string[]>>;
  /** Opens a TCP connection and closes it. */
  connect(target: { readonly host: string; readonly port: number }): Promise<Attempt<undefined>>;
  /**
   * Opens a TLS connection and closes it.
   *
   * @param target.extraCa Certificates (PEM) to trust beside the system's; empty for none.
   */
  handshake(target: {
    readonly host: string;
    readonly port: number;
    readonly extraCa: string;
  }): Promise<Attempt<ServerCertificate>>;
}
