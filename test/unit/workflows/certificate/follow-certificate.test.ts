import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { HubCertificateInvalid } from '../../../../jobs/core/hub-certificate/errors.ts';
import type { ServingCertificate } from '../../../../jobs/core/hub-certificate/hub-certificate.ts';
import { followCertificate } from '../../../../jobs/workflows/certificate/follow-certificate.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

let clock: FakeClock;
let stop: AbortController;
let certificate: string | Error;
let taken: string[];
let ended: Promise<unknown>;

async function read(): Promise<ServingCertificate> {
  if (certificate instanceof Error) throw certificate;
  return { certificate, key: new Confidential('key'), ca: '' };
}

async function follow(): Promise<void> {
  const ports = { clock, logger: createRecordingLogger() };
  for await (const next of followCertificate(ports, read, stop.signal)) taken.push(next.certificate);
}

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  taken = [];
  certificate = 'first';
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

/** Begins to follow and lets the first look be over. */
async function start(): Promise<void> {
  ended = follow().catch((error: unknown) => error);
  await clock.advance(0);
}

describe('followCertificate()', () => {
  it('hands on each certificate once', async () => {
    await start();
    await clock.advance(600_000);
    certificate = 'second';
    await clock.advance(60_000);

    expect(taken).toEqual(['first', 'second']);
  });

  it('waits for one that is not there', async () => {
    certificate = new HubCertificateInvalid('nothing is there');
    await start();
    const before = [...taken];

    certificate = 'first';
    await clock.advance(1000);

    expect([before, taken]).toEqual([[], ['first']]);
  });

  it('keeps the one it has while the next cannot be used', async () => {
    await start();
    certificate = new HubCertificateInvalid('half of it is new');
    await clock.advance(60_000);
    const meanwhile = [...taken];

    certificate = 'second';
    await clock.advance(60_000);

    expect([meanwhile, taken]).toEqual([['first'], ['first', 'second']]);
  });

  it('ends with the reason when it is stopped', async () => {
    await start();

    stop.abort(new Error('stopped'));

    expect(await ended).toEqual(new Error('stopped'));
  });

  it('ends on a bug instead of hiding it', async () => {
    certificate = new RangeError('a bug');
    await start();

    expect(await ended).toEqual(new RangeError('a bug'));
  });
});
