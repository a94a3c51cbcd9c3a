// How long the protocol of a join takes, and what part of it is not the network's: 300 joins over HTTP on loopback, API
// servers in memory. Prints milliseconds of this machine and the ratio to an empty exchange, which is what to compare.
import { buildMembersApp } from '../../jobs/adapters/http-server/members-app.ts';
import { serve } from '../../jobs/adapters/http-server/serve.ts';
import { HttpsHubTransport } from '../../jobs/adapters/http-client/https-hub-transport.ts';
import { parseJoinSecret } from '../../jobs/core/join-secret/parse-join-secret.ts';
import { renderSecretData } from '../../jobs/core/kubernetes/secret-data.ts';
import { createMemberIdentity } from '../../jobs/core/member-identity/create-member-identity.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import { handshake } from '../../jobs/workflows/join/handshake.ts';
import { aPrimary } from '../../test/builders/a-set.ts';

const rounds = 300;
const { signal } = new AbortController();

const primary = await aPrimary('bench', { allowInsecureURL: true });
const server = await serve(
  buildMembersApp(() => async (incoming) => primary.answerer.answer(incoming)),
  { port: 0 },
);
const endpoint = `http://127.0.0.1:${server.port}/joinery`;
const { token = '' } = await primary.mint('join-token-bench', { 'joinery.dev/uses': 'unlimited' });
const order = parseJoinSecret(
  { name: 'mc-join', data: renderSecretData({ token, endpoint }) },
  { allowInsecureURL: true, primaryThumbprint: '', extraCa: '' },
);
const clock = primary.clock;
const random = new SystemRandom();
const hub = new HttpsHubTransport();

const exchange = await measure(async () => {
  const body = new Uint8Array();
  await hub.send({ endpoint, method: 'GET', path: '/v1/none', headers: {}, body }, signal);
});
const join = await measure(async (round) => {
  const identity = createMemberIdentity(random.bytes(64), new Date());
  const versions = { agent: '0.1.0', kubernetes: 'v1.34.0' };
  const input = { order, name: `edge-${round}`, identity, clusterUid: random.uuid(), versions };
  await handshake({ clock, random, hub }, input, signal);
});

console.log(`an exchange that does nothing   ${exchange.toFixed(2)} ms`);
console.log(
  `a join                          ${join.toFixed(2)} ms   ${(join / exchange).toFixed(1)} times that`,
);
hub.close();
await server.stop();

/** Median of one round, in milliseconds. */
async function measure(round: (index: number) => Promise<void>): Promise<number> {
  const durations: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const startedAt = performance.now();
    await round(index);
    durations.push(performance.now() - startedAt);
  }
  return durations.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}
