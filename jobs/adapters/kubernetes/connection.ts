import type { Dispatcher } from 'undici';

/** A way to an API server: where it is, over what, and as whom. */
export interface KubernetesConnection {
  /** Such as `https://10.96.0.1:443`; no slash at the end. */
  readonly server: string;
  readonly dispatcher: Dispatcher;
  /** Who asks, for the words of a refusal; this release's ServiceAccount when left out. */
  readonly user?: string;
  /** Value of the `Authorization` header, or `undefined` when the connection itself proves who we are. */
  authorization(): string | undefined | Promise<string | undefined>;
}
