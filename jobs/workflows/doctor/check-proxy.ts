import { hostOf } from '../../core/endpoint/host-of.ts';
import { HubUnreachable } from '../../ports/hub-transport-errors.ts';
import type { Check, DoctorPorts } from './check.ts';
import { describeError } from './describe-error.ts';

/** Whether the proxy that the values name takes connections. What it does with requests, the check `path` sees. */
export function checkProxy({ network }: DoctorPorts, url: string): Check {
  return {
    name: 'proxy',
    about: 'The proxy that the values name takes connections.',
    needs: ['endpoint'],
    look: async () => {
      if (url === '') return { severity: 'skipped', found: 'The values name no proxy.' };
      const { protocol, port } = new URL(url);
      const usualPort = protocol === 'https:' ? 443 : 80;
      const opened = await network.connect({
        host: hostOf(url),
        port: port === '' ? usualPort : Number(port),
      });
      const { origin } = new URL(url);
      if ('failure' in opened) {
        const remedy =
          'Check multicluster.secondary.connection.proxyURL, and that this cluster can reach the proxy.';
        return { ...describeError(new HubUnreachable({ endpoint: origin, found: opened.failure })), remedy };
      }
      return { severity: 'ok', found: `The proxy ${origin} takes connections.` };
    },
  };
}
