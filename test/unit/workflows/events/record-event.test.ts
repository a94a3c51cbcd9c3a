import { beforeEach, describe, expect, it } from 'vitest';
import { recordEvent } from '../../../../jobs/workflows/events/record-event.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

const subject = {
  apiVersion: 'v1',
  kind: 'Secret',
  namespace: setNamespace,
  name: 'join-token-a',
  uid: 'uid',
};
const note = { type: 'Warning', reason: 'TokenSpent', message: 'Cannot join' } as const;

let ports: {
  clock: FakeClock;
  kubernetes: FakeKubernetesApi;
  logger: ReturnType<typeof createRecordingLogger>;
};

beforeEach(() => {
  const kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
  ports = { clock: new FakeClock(), kubernetes, logger: createRecordingLogger() };
});

const listEvents = async () => ports.kubernetes.list('Event', { namespace: setNamespace });

describe('recordEvent()', () => {
  it('records what happened to which object', async () => {
    await recordEvent(ports, subject, note);

    expect(await listEvents()).toMatchObject([
      { ...note, involvedObject: subject, firstTimestamp: '2026-11-20T12:00:00Z', count: 1 },
    ]);
  });

  it('records the same note once an hour, also by two replicas', async () => {
    await Promise.all([recordEvent(ports, subject, note), recordEvent(ports, subject, note)]);
    await ports.clock.leap(3_600_000);
    await recordEvent(ports, subject, note);

    expect(await listEvents()).toHaveLength(2);
  });

  it('records another note of its own', async () => {
    await recordEvent(ports, subject, note);
    await recordEvent(ports, subject, { ...note, message: 'Other' });

    expect(await listEvents()).toHaveLength(2);
  });

  it('only logs when it cannot', async () => {
    ports.kubernetes.forbidden.add('create Event');

    await recordEvent(ports, subject, note);

    expect(ports.logger.lines.join('')).toContain('Event not recorded');
  });

  it('names the Event so that the API server takes it, whatever the object is called', async () => {
    await recordEvent(ports, { ...subject, name: 'x'.repeat(253) }, note);

    expect((await listEvents())[0]?.metadata.name.length).toBeLessThanOrEqual(253);
  });
});
