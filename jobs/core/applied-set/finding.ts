import type { ObjectKey } from '../kubernetes/manifest.ts';

/** Something that keeps an object from being as it is wanted. */
export interface Finding {
  /** One CamelCase word. */
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** It depends on something else that may come at any time, and is looked at again soon. */
  readonly isWaiting: boolean;
}

/** A finding, and on which object. */
export interface ObjectFinding extends Finding {
  readonly key: ObjectKey;
}
