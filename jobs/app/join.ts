import { joinBeforeDeadline } from '../workflows/join/join-before-deadline.ts';
import { createSecondaryPorts } from './create-ports.ts';
import { parseSecondaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

/** The hook after install and upgrade: joins now, so that the release fails with a reason when that is impossible. */
export const join: Program = async (context) => {
  const config = parseSecondaryConfig(context.environment['JOINERY_CONFIG']);
  const outcome = await joinBeforeDeadline(createSecondaryPorts(context, config), config, context.signal);
  if (outcome === undefined) {
    return {
      summary:
        'The primary could not be reached in time; the agent goes on trying (join.onUnreachable=continue).',
    };
  }
  if (outcome.step === 'stand-down')
    return { summary: 'This release is being uninstalled; nothing to join.' };
  const { message, remedy } = outcome.status;
  return { summary: [message, remedy].filter((text) => text !== '').join(' ') };
};
