import { buildHealthApp } from '../adapters/http-server/health-app.ts';
import { buildMembersApp } from '../adapters/http-server/members-app.ts';
import { serve } from '../adapters/http-server/serve.ts';
import { Answerer } from '../workflows/answer/answerer.ts';
import { runHub } from '../workflows/hub/run-hub.ts';
import { createPrimaryPorts } from './create-ports.ts';
import { parsePrimaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

const membersPort = 8080;
const healthPort = 8081;

/** Folder with the hub's own certificate when it ends TLS itself. */
const tlsFolderVariable = 'JOINERY_TLS_DIR';

/** The server on the primary: answers members and looks after tokens until it is told to stop. */
export const hub: Program = async (context) => {
  const config = parsePrimaryConfig(context.environment['JOINERY_CONFIG']);
  const ports = createPrimaryPorts(context);
  let answerer: Answerer | undefined;
  const members = buildMembersApp(() => answerer && (async (incoming) => answerer!.answer(incoming)));
  const tlsFolder = context.environment[tlsFolderVariable];
  const servers = [
    await serve(members, { port: membersPort, ...(tlsFolder === undefined ? {} : { tlsFolder }) }),
    await serve(
      buildHealthApp(() => !context.signal.aborted),
      { port: healthPort },
    ),
  ];
  context.logger.info('Hub listening', { membersPort, healthPort });
  try {
    return await runHub(ports, config, {
      signal: context.signal,
      onReady: (ready) => (answerer = new Answerer(ports, ready)),
    });
  } finally {
    await Promise.all(servers.map(async (server) => server.stop()));
  }
};
