import { longestHoldSeconds } from '../../core/sync/hold.ts';

/** How long the hub is asked to hold an answer back, in seconds: longer than agents ask by default, and ever. */
export const holdSeconds = { quick: 12, thorough: longestHoldSeconds + 5 };
