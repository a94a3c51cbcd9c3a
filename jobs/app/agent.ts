import { runAgent } from '../workflows/agent/run-agent.ts';
import { ClusterProperties } from '../workflows/inventory/cluster-properties.ts';
import { createSharing } from './create-sharing.ts';
import { createSecondaryPorts } from './create-ports.ts';
import { parseSecondaryConfig } from './parse-config.ts';
import { OfferBook } from '../workflows/offer/offer-book.ts';
import type { Program } from './program.ts';
import { serveHealth } from './serve-health.ts';

/** The client on a secondary: joins, stays in touch, keeps `mc-join-status` true until it is told to stop. */
export const agent: Program = async (context) => {
  const config = parseSecondaryConfig(context.environment['JOINERY_CONFIG']);
  const ports = createSecondaryPorts(context, config);
  const { signal } = context;
  const health = await serveHealth(ports.metrics, { program: 'agent', version: config.version, signal });
  try {
    const properties = config.clusterProperties
      ? new ClusterProperties(ports, config.upstreamCrds)
      : undefined;
    return await runAgent(ports, config, signal, {
      properties,
      offers: new OfferBook(ports, config.exports),
      sharing: createSharing(ports, config),
    });
  } finally {
    await health.stop();
  }
};
