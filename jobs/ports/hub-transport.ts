/** How long the hub may usually take until its answer begins, in milliseconds. */
export const answerTimeoutMs = 10_000;

/** One HTTP request to a hub. `path` starts at `/v1`; the transport puts the endpoint in front. */
export interface HubRequest {
  /** Base URL of the hub, such as `https://hub.example.com/joinery`; no slash at the end. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Certificates (PEM) to trust beside the system's. */
  readonly extraCa?: string;
  /** True only for fetching a CA whose digest is known: TLS is not verified. */
  readonly trustAnyCertificate?: boolean;
  /** Longest time until the answer begins, in milliseconds; 10,000 without. */
  readonly timeoutMs?: number;
  /** The answer is cut there, in bytes once it is decoded; 65,536 without. */
  readonly maxAnswerBytes?: number;
}

/** What came back, decoded but not believed: the caller verifies the signature. */
export interface HubResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** End of the TLS certificate the server showed; `undefined` for plain http. */
  readonly certificateExpiresAt?: Date;
}

/**
 * The member's way to a hub.
 *
 * @throws {HubUnreachable} No connection: name unknown, refused, reset, timed out.
 * @throws {HubTlsUntrusted} The server's certificate does not verify.
 */
export interface HubTransport {
  send(request: HubRequest, signal: AbortSignal): Promise<HubResponse>;
}
