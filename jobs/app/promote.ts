import { declareMembers } from '../workflows/declare/declare-members.ts';
import { promoteCluster } from '../workflows/promote/promote-cluster.ts';
import { retryBeforeDeadline } from '../workflows/retry-before-deadline.ts';
import { createPrimaryPorts } from './create-ports.ts';
import { parsePrimaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

/** Longest wait between two attempts, in milliseconds. */
const maxDelayMs = 2000;

/** The hook after install and upgrade: makes this cluster the primary, or says why it cannot be. */
export const promote: Program = async (context) => {
  const config = parsePrimaryConfig(context.environment['JOINERY_CONFIG']);
  const ports = createPrimaryPorts(context);
  const { signal } = context;
  const options = { action: 'become the primary', seconds: config.deadlineSeconds, signal, maxDelayMs };
  const identity = await retryBeforeDeadline(ports, options, async () => {
    const made = await promoteCluster(ports, config);
    await declareMembers(ports, config);
    return made;
  });
  return { summary: `This cluster is the primary "${config.name}" with hub ${identity.hubId}.` };
};
