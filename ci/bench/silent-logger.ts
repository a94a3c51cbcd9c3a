import type { Logger } from '../../jobs/ports/logger.ts';

const silence = (): void => undefined;

/** Writes nothing: what goes wrong shows in the figures. */
export const silentLogger: Logger = {
  error: silence,
  warn: silence,
  info: silence,
  child: () => silentLogger,
};
