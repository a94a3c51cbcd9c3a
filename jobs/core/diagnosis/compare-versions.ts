/** How the versions of two programs go together. */
export type VersionDistance =
  /** The same minor version. */
  | 'same'
  /** One minor version apart, which is supported. */
  | 'near'
  | 'far'
  /** One of them is no version. */
  | 'unknown';

/** Compares versions such as `0.1.0` by major and minor. */
export function compareVersions(one: string, other: string): VersionDistance {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  if (a === undefined || b === undefined) return 'unknown';
  if (a.major !== b.major) return 'far';
  const apart = Math.abs(a.minor - b.minor);
  if (apart === 0) return 'same';
  return apart === 1 ? 'near' : 'far';
}

/** Reads major and minor of a version such as `0.1.0` or `v1.34.4`; `undefined` for anything else. */
export function parseVersion(text: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\.|$)/.exec(text) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
