import { buildMembersApp } from '../adapters/http-server/members-app.ts';
import { serve } from '../adapters/http-server/serve.ts';
import { certificateExpiry } from '../core/hub-certificate/certificate-expiry.ts';
import { Answerer } from '../workflows/answer/answerer.ts';
import { followCertificate } from '../workflows/certificate/follow-certificate.ts';
import { runHub } from '../workflows/hub/run-hub.ts';
import { keepInventory } from '../workflows/inventory/keep-inventory.ts';
import { shareServices } from '../workflows/services/share-services.ts';
import { chooseCertificate } from './choose-certificate.ts';
import { createSharing } from './create-sharing.ts';
import { createPrimaryPorts } from './create-ports.ts';
import { parsePrimaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';
import { serveHealth } from './serve-health.ts';

const membersPort = 8080;

/** The server on the primary: answers members and looks after tokens until it is told to stop. */
export const hub: Program = async (context) => {
  const { environment, signal, logger } = context;
  const config = parsePrimaryConfig(environment['JOINERY_CONFIG']);
  const ports = createPrimaryPorts(context);
  const health = await serveHealth(ports.metrics, { program: 'hub', version: config.version, signal });
  const servers = [health];
  try {
    const read = chooseCertificate(ports, config, environment);
    const certificates = read && followCertificate(ports, read, signal);
    let certificate = (await certificates?.next())?.value;
    ports.metrics.gauge('joinery_hub_certificate_expiry_timestamp_seconds', () =>
      certificate === undefined
        ? []
        : [{ labels: {}, value: certificateExpiry(certificate.certificate).getTime() / 1000 }],
    );
    let answerer: Answerer | undefined;
    const app = buildMembersApp(
      () => answerer && (async (incoming, gone) => answerer!.answer(incoming, gone)),
    );
    const members = await serve(app, { port: membersPort, certificate });
    servers.push(members);
    logger.info('Hub listening', { membersPort, healthPort: health.port });
    const renew = async () => {
      for await (certificate of certificates ?? []) members.renew(certificate);
    };
    const [ended] = await Promise.all([
      runHub(ports, config, {
        signal,
        ca: () => certificate?.ca ?? config.caBundle,
        replica: environment['POD_NAME'] ?? 'hub',
        onReady: (ready) => (answerer = new Answerer(ports, ready)),
        keepUp: async (ready) => {
          const sharing = createSharing(ports, config);
          await Promise.all([
            keepInventory(ports, ready, signal),
            shareServices(ports, ready, sharing, signal),
          ]);
        },
      }),
      renew(),
    ]);
    return ended;
  } finally {
    await Promise.all(servers.map(async (server) => server.stop()));
  }
};
