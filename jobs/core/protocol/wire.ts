/** Header names of the protocol, in lower case; never `Authorization`, which proxies drop or use. */
export const wireHeaders = {
  /** Compact JWS of the sender over the request or the answer. */
  signature: 'joinery-signature',
  /** Id of the join token, on a join only. */
  tokenId: 'joinery-token-id',
  /** HMAC over the signature, keyed from the token, on a join only. */
  tokenProof: 'joinery-token-proof',
} as const;

/** Version of the protocol: the first part of every path. */
export const wireVersion = 1;

/** Paths from the version on; whatever stands before `/v1` is the ingress' business. */
export const wirePaths = {
  join: '/v1/join',
  sync: '/v1/sync',
  objects: '/v1/objects',
  offers: '/v1/offers',
  exports: '/v1/exports',
  imports: '/v1/imports',
  leave: '/v1/leave',
  rotate: '/v1/rotate',
  ca: '/v1/ca',
  probe: '/v1/probe',
} as const;

/** Largest request or answer body either side accepts, in bytes. */
export const maxBodyBytes = 65_536;

/** Largest answer that carries parts or objects, in bytes; one object is at most 1 MiB before it is sealed. */
export const maxDeliveryBytes = 4 * 1024 * 1024;

/** How far the sender's clock may differ from the hub's before it has to sign again, in milliseconds. */
export const maxClockSkewMs = 300_000;
