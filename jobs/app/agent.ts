import { buildHealthApp } from '../adapters/http-server/health-app.ts';
import { serve } from '../adapters/http-server/serve.ts';
import { runAgent } from '../workflows/agent/run-agent.ts';
import { createSecondaryPorts } from './create-ports.ts';
import { parseSecondaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

const healthPort = 8081;

/** The client on a secondary: joins, stays in touch, keeps `mc-join-status` true until it is told to stop. */
export const agent: Program = async (context) => {
  const config = parseSecondaryConfig(context.environment['JOINERY_CONFIG']);
  const ports = createSecondaryPorts(context);
  const health = await serve(
    buildHealthApp(() => !context.signal.aborted),
    { port: healthPort },
  );
  try {
    return await runAgent(ports, config, context.signal);
  } finally {
    await health.stop();
  }
};
