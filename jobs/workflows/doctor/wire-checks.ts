import { maxClockSkewMs } from '../../core/protocol/wire.ts';
import type { Result } from '../../core/diagnosis/finding.ts';
import { ClockSkew } from '../../core/protocol/errors.ts';
import { checkBody, checkHeaders, checkPath } from './arrival-checks.ts';
import type { Check, DoctorPorts } from './check.ts';
import { describeError } from './describe-error.ts';
import { checkLongPoll } from './check-long-poll.ts';
import type { HubWay } from './hub-way.ts';
import type { Probe } from './send-probe.ts';

/** An answer that takes longer makes joining and changes slow. */
const slowMs = 2000;

/** A clock that differs by less is not worth a word, in milliseconds. */
const smallSkewMs = 5000;

/** How often the time of an answer is taken; the middle one counts. */
const samples = 3;

/** What becomes of requests and answers between here and the hub. */
export function buildWireChecks(
  ports: DoctorPorts,
  way: HubWay,
  { holdSeconds }: { holdSeconds: number },
): Check[] {
  return [
    {
      name: 'path',
      about: "Requests to the URL's path reach the hub that is pinned, and no other server.",
      needs: ['tcp'],
      look: async () => checkPath(way),
    },
    {
      name: 'ca',
      about: 'The CA that the token names by digest can be fetched, and is that CA.',
      needs: ['path'],
      look: async () => checkCa(way),
    },
    {
      name: 'headers',
      about: 'The headers of the protocol arrive as they were sent.',
      needs: ['path'],
      look: async () => checkHeaders(way),
    },
    {
      name: 'body',
      about: 'A body as large as the protocol allows arrives as it was sent.',
      needs: ['path'],
      look: async () => checkBody(way),
    },
    {
      name: 'response-time',
      about: `The hub answers within ${slowMs / 1000} seconds.`,
      needs: ['path'],
      look: async () => checkResponseTime(way),
    },
    {
      name: 'long-poll',
      about: 'An answer that the hub holds back is not cut off: for 12 seconds, for 55 when thorough.',
      needs: ['path'],
      look: async () => checkLongPoll(way, holdSeconds),
    },
    {
      name: 'clock',
      about: "This cluster's clock agrees with the primary's to 5 seconds.",
      needs: ['path'],
      look: async () => checkClock(ports, way),
    },
  ];
}

async function checkCa(way: HubWay): Promise<Result> {
  const { caDigest } = await way.knownAddress();
  if (caDigest === undefined) return { severity: 'skipped', found: 'No token names a CA to fetch.' };
  await way.pinnedCa();
  return { severity: 'ok', found: 'The hub gives the CA that the token names.' };
}

async function checkResponseTime(way: HubWay): Promise<Result> {
  const probes: Probe[] = [];
  for (let count = 0; count < samples; count += 1)
    probes.push(await way.probe({ request: { holdSeconds: 0 } }));
  const { durationMs } = probes.toSorted((a, b) => a.durationMs - b.durationMs)[1] ?? { durationMs: 0 };
  const found = `The hub answers in ${durationMs} ms, the middle of ${samples} times.`;
  if (durationMs <= slowMs) return { severity: 'ok', found };
  const remedy = 'Find out what is slow: the network, the ingress, or a hub without CPU.';
  return { severity: 'warning', found, remedy };
}

async function checkClock({ clock }: DoctorPorts, way: HubWay): Promise<Result> {
  // A probe of its own: its time has to be that of now.
  const { reply, durationMs } = await way.probe({ request: { holdSeconds: 0 } });
  if (reply.kind !== 'answer') return { severity: 'skipped', found: 'The hub did not say what time it is.' };
  const differenceMs = clock.now().getTime() - durationMs / 2 - reply.hubTimeMs;
  if (Math.abs(differenceMs) > maxClockSkewMs) {
    // Requests are signed by the hub's time then, so this alone keeps nobody out.
    return { ...describeError(new ClockSkew({ differenceMs })), severity: 'warning' };
  }
  const seconds = Math.round(Math.abs(differenceMs) / 100) / 10;
  const direction = differenceMs > 0 ? 'ahead of' : 'behind';
  const found = `This cluster's clock is ${seconds} seconds ${direction} the primary's.`;
  if (Math.abs(differenceMs) <= smallSkewMs) return { severity: 'ok', found };
  return { severity: 'info', found, remedy: 'Set the clocks of both clusters by NTP.' };
}
