import type { Readable } from 'node:stream';

/** A way to an API server: where it is, over what, and as whom. */
export interface KubernetesConnection {
  /** Such as `https://10.96.0.1:443`; no slash at the end. */
  readonly server: string;
  readonly exchange: KubernetesExchange;
  /** Who asks, for the words of a refusal; this release's ServiceAccount when left out. */
  readonly user?: string;
  /** Value of the `Authorization` header, or `undefined` when the connection itself proves who we are. */
  authorization(): string | undefined | Promise<string | undefined>;
}

/**
 * Sends one request; resolves when the answer begins.
 *
 * @throws {Error} With a `code`, when there is no answer.
 */
export type KubernetesExchange = (
  url: string,
  request: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal | undefined;
    /** Longest pause within the answer, in milliseconds; the usual one when left out. */
    readonly silenceMs: number | undefined;
  },
) => Promise<KubernetesResponse>;

/** An answer that has begun. */
export interface KubernetesResponse {
  readonly status: number;
  readonly body: Readable;
}
