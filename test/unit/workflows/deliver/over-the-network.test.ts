import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpsHubTransport } from '../../../../jobs/adapters/http-client/https-hub-transport.ts';
import { buildMembersApp } from '../../../../jobs/adapters/http-server/members-app.ts';
import { serve, type RunningServer } from '../../../../jobs/adapters/http-server/serve.ts';
import { aContact } from '../../../builders/a-contact.ts';
import { aDeliveryReport } from '../../../builders/a-delivery-report.ts';
import { aConfigMap, aSecretWith } from '../../../builders/a-manifest.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';

const uid = '0b6f3a52-6b0e-4c0e-9a57-1c6f6a3a9d10';
const { signal } = new AbortController();

let hub: HttpsHubTransport;
let server: RunningServer;
let wiretap: Server;
/** What went by, for each direction of each connection. */
let recorded: Buffer[][];
let primary: Primary;
let secondary: Secondary;
let line: Awaited<ReturnType<typeof aContact>>;

/** Stands where an ingress stands that has ended TLS, and keeps every byte that goes by. */
async function startWiretap(): Promise<Server> {
  const tap = createServer((member) => {
    const upstream = connect(server.port, '127.0.0.1');
    for (const [from, to] of [
      [member, upstream],
      [upstream, member],
    ] as const) {
      const chunks: Buffer[] = [];
      recorded.push(chunks);
      from.on('data', (bytes: Buffer) => void chunks.push(bytes));
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
  return tap;
}

beforeEach(async () => {
  recorded = [];
  hub = new HttpsHubTransport();
  server = await serve(
    buildMembersApp(() => async (incoming, gone) => primary.answerer.answer(incoming, gone)),
    { port: 0 },
  );
  wiretap = await startWiretap();
  const ingressURL = `http://127.0.0.1:${(wiretap.address() as AddressInfo).port}/joinery`;
  primary = await aPrimary('primary', { ingressURL, allowInsecureURL: true });
  const config = { join: { ...(await aSecondary(primary)).config.join, allowInsecureURL: true } };
  secondary = await aSecondary(primary, { config });
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  await secondary.join();
  line = await aContact(secondary, hub);
});

afterEach(async () => {
  await line.end();
  hub.close();
  wiretap.close();
  await server.stop();
});

/** Everything that went by: as it was, and unpacked where it was packed. */
function readRecorded(): { raw: string; unpacked: string } {
  const streams = recorded.map((chunks) => Buffer.concat(chunks));
  const unpacked = streams.flatMap((stream) => [...listPacked(stream)].map((packed) => gunzipSync(packed)));
  return { raw: Buffer.concat(streams).toString('latin1'), unpacked: Buffer.concat(unpacked).toString() };
}

/** The packed bodies in a stream of answers. */
function* listPacked(stream: Buffer): Generator<Buffer> {
  const text = stream.toString('latin1');
  for (const { index, 0: head } of text.matchAll(/HTTP\/1\.1 [^]*?\r\n\r\n/g)) {
    const [, length = '0'] = /content-length: (\d+)/.exec(head) ?? [];
    const from = index + head.length;
    if (head.includes('content-encoding: gzip')) yield stream.subarray(from, from + Number(length));
  }
}

describe('objects over the network', () => {
  it('arrive whole: packed, larger than other answers, in several', async () => {
    const large = Array.from({ length: 8 }, (_, at) =>
      aConfigMap(`large-${at}`, { text: randomBytes(100_000).toString('hex') }),
    );
    const ids = primary.parts.want('edge-7', { uid }, large);

    const { objects } = await line.contact.fetchObjects(ids, signal);

    expect([...objects.values()].map(({ manifest }) => manifest)).toEqual(large);
    expect(readRecorded().unpacked).toContain('large-0');
  });

  it('show nothing of a Secret to whoever records every byte', async () => {
    const text = 'open sesame, and close behind me';
    const confidential = primary.parts.want('edge-7', { uid, isConfidential: true }, [
      aConfigMap('hidden', { text }),
      ...Array.from({ length: 10 }, (_, at) => aSecretWith(text, `door-${at}`)),
    ]);
    const plain = primary.parts.want('edge-7', { uid: uid.replace('0b', '0c') }, [
      aConfigMap('shown', { text: 'in the clear' }),
    ]);

    const { objects } = await line.contact.fetchObjects([...confidential, ...plain], signal);

    const { raw, unpacked } = readRecorded();
    const forms = [
      text,
      Buffer.from(text).toString('base64').slice(0, 40),
      Buffer.from(text).toString('base64url').slice(0, 40),
      Buffer.from(text).toString('hex'),
      'door-3',
      'hidden',
    ];
    expect(objects.size).toBe(12);
    expect(unpacked).toContain('in the clear');
    expect(forms.filter((form) => `${raw}${unpacked}`.includes(form))).toEqual([]);
  });

  it('a list that is longer than other answers arrives with the sync', async () => {
    const many = Array.from({ length: 4000 }, (_, at) => aConfigMap(`many-${at}`));
    const ids = primary.parts.want('edge-7', { uid }, many);
    await expect.poll(() => line.taker.taken.at(-1)?.[0]?.objects, { timeout: 5000 }).toEqual(ids);

    expect(line.failures).toEqual([]);
  });

  it('a request that is given up makes room for the next', async () => {
    await expect.poll(() => primary.hub.polls.count, { timeout: 5000 }).toBe(1);
    line.taker.say(aDeliveryReport(uid));
    await primary.clock.advance(0);

    const reported = () => primary.hub.deliveries.reportOf('edge-7');
    await expect.poll(reported, { timeout: 5000 }).toEqual(aDeliveryReport(uid));
    await expect.poll(() => primary.hub.polls.count, { timeout: 5000 }).toBe(1);
    expect(line.failures).toEqual([]);
  });
});
