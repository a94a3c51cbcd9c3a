import type { PrimaryConfig } from '#validators/primary-config';
import { primaryNames } from '../../core/kubernetes/names.ts';
import type { ConfigMap } from '../../core/kubernetes/objects.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { recordEvent } from '../events/record-event.ts';
import type { PrimaryPorts } from '../ports.ts';
import { Timetable } from '../timetable.ts';
import { declareDistributions } from './declare-distributions.ts';

/** Wait before an entry that could not be declared is tried again, in milliseconds. */
const declareAgainMs = 30_000;

/**
 * Keeps the Distributions of the values true for as long as the signal allows, at once when the chart's
 * ConfigMap changes. Every replica does, and they come to the same end. What is in the way is an Event on
 * the ConfigMap.
 */
export async function followDeclaredDistributions(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  signal: AbortSignal,
): Promise<never> {
  const timetable = new Timetable<'declare'>(ports.clock, signal);
  const selection = { namespace: config.namespace, name: primaryNames.declaredDistributions };
  let newest: Stored<ConfigMap> | undefined;
  const follow = async (): Promise<void> => {
    for await (const change of ports.kubernetes.watch('ConfigMap', selection, signal)) {
      const [document] = change.type === 'snapshot' ? change.objects : [change.object];
      // One that is gone tells nothing of what is wanted.
      newest = change.type === 'deleted' ? undefined : document;
      if (newest !== undefined) timetable.set('declare', 0);
    }
  };
  const declare = async (): Promise<never> => {
    for (;;) {
      await timetable.next();
      if (newest !== undefined && !(await declareOrSay(ports, config, newest)))
        timetable.set('declare', declareAgainMs);
    }
  };
  await Promise.all([follow(), declare()]);
  throw signal.reason;
}

/** @returns Whether all is declared. */
async function declareOrSay(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  document: Stored<ConfigMap>,
): Promise<boolean> {
  const failures = await declareDistributions(ports, config, document).catch((error: unknown) => {
    if (error instanceof JoineryError) return [error];
    throw error;
  });
  const { name, uid } = document.metadata;
  const subject = { apiVersion: 'v1', kind: 'ConfigMap', namespace: config.namespace, name, uid };
  for (const error of failures) {
    ports.logger.warn('Distribution not declared', { err: error });
    const message = `${error.message}. ${error.remedy}`;
    await recordEvent(ports, subject, { type: 'Warning', reason: 'NotDeclared', message });
  }
  return failures.length === 0;
}
