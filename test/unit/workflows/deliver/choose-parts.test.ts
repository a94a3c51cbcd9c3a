import { beforeEach, describe, expect, it } from 'vitest';
import type { Part } from '#validators/part';
import { aDeliveryReport, tellReport } from '../../../builders/a-delivery-report.ts';
import { aConfigMap } from '../../../builders/a-manifest.ts';
import { aJoinedSet, type Primary } from '../../../builders/a-set.ts';
import { aVoice } from '../../../builders/a-voice.ts';
import { found } from '../../../builders/found.ts';
import { settle } from '../../../fakes/fake-clock.ts';

const uid = '0b6f3a52-6b0e-4c0e-9a57-1c6f6a3a9d10';
const none = { parts: '' };

let primary: Primary;
let voice: ReturnType<typeof aVoice>;

beforeEach(async () => {
  const set = await aJoinedSet();
  ({ primary } = set);
  voice = aVoice(set.secondary);
  await settle();
});

const want = (name = 'colours') => primary.parts.want('edge-7', { uid }, [aConfigMap(name)]);
const change = async (spec: Record<string, unknown>) => {
  const stored = found(await primary.readMember('edge-7'));
  await primary.kubernetes.update('Member', { ...stored, spec });
  await settle();
};
/** Has everything that was wanted until now, and nothing to say. */
const rest = async () => {
  await voice.say({ reportDigest: 'A'.repeat(43), report });
  const { digest, parts } = await voice.say(none);
  return { desired: digest, parts: parts?.digest ?? '' };
};
const report = {
  versions: { agent: '0.2.0', kubernetes: 'v1.35.0' },
  labels: {},
  endpoint: 'https://hub.example.com/joinery',
  holdSeconds: 10,
  clockOffsetSeconds: 0,
  keysMadeAt: '2026-11-20T12:00:00Z',
  rotated: '',
};

describe('a sync with parts', () => {
  it('tells the list to whoever has another', async () => {
    const ids = want();

    const { parts } = await voice.say(none);
    const again = await voice.say({ parts: parts?.digest ?? '' });

    expect(parts?.list).toMatchObject([{ uid, objects: ids, complete: true }]);
    expect(again).not.toHaveProperty('parts');
  });

  it('tells an agent of before nothing of it, and does not let it come again and again', async () => {
    want();
    await voice.say({ report });
    const { digest } = await voice.say();
    const held = voice.open({ desired: digest });
    await primary.clock.advance(5000);

    expect(held).toEqual({});
  });

  it('answers a held request at once when something is to be distributed', async () => {
    const held = voice.open(await rest());
    await primary.clock.advance(1000);
    const before = held.answer;
    want();
    await primary.clock.advance(0);

    expect(before).toBeUndefined();
    expect(held.answer?.parts?.list).toMatchObject([{ uid }]);
    expect(held.answer).not.toHaveProperty('desired');
  });

  it('holds the request of a member whose list stays the same', async () => {
    want();
    const held = voice.open(await rest());
    primary.parts.want('edge-8', { uid }, [aConfigMap('other')]);
    await primary.clock.advance(5000);

    expect(held).toEqual({});
  });

  it('says nothing while it is not known what members should have, and says it then', async () => {
    want();
    primary.parts.isSynced = false;
    const held = voice.open(await rest());
    await primary.clock.advance(1000);
    const before = held.answer;
    primary.parts.isSynced = true;
    primary.parts.tell();
    await primary.clock.advance(0);

    expect(before).toBeUndefined();
    expect(held.answer?.parts?.list).toHaveLength(1);
  });

  it('gives a member that is paused nothing new, until it goes on', async () => {
    const atRest = await rest();
    await change({ paused: true });
    want();
    const paused = await voice.say(atRest);
    await change({});
    const goesOn = await voice.say(atRest);

    expect(paused).not.toHaveProperty('parts');
    expect(goesOn.parts?.list).toHaveLength(1);
  });

  it('names what is withdrawn among what the member says it has', async () => {
    const withdrawn = await voice.say({ ...none, ...tellReport(aDeliveryReport(uid)) });
    const later = await voice.say({ ...none, ...tellReport({ parts: [] }) });

    expect(withdrawn.parts?.list).toEqual([{ uid, name: 'gone', withdrawn: true }]);
    expect(later.parts?.list).toEqual([]);
  });

  it('does not tell more parts than a member takes, and keeps the line', async () => {
    const many: Part[] = Array.from({ length: 1001 }, () => ({ uid, name: 'many' }));
    primary.parts.partsFor = () => ({ digest: 'B'.repeat(43), list: many });

    const answer = await voice.say(none);

    expect(answer).toHaveProperty('digest');
    expect(answer).not.toHaveProperty('parts');
    expect(primary.logger.lines.join()).toContain('More parts than a member takes');
  });

  it('does not tell a list that is longer than any answer', async () => {
    const objects = Array.from({ length: 5000 }, () => 'x'.repeat(43));
    const many: Part[] = Array.from({ length: 30 }, () => ({ uid, name: 'many', objects }));
    primary.parts.partsFor = () => ({ digest: 'B'.repeat(43), list: many });

    expect(await voice.say(none)).not.toHaveProperty('parts');
  });
});

describe('a sync with a report on parts', () => {
  it('asks for the report it names and the hub does not have', async () => {
    primary.hub.deliveries.noteAllKept(new Map());
    const { deliveryReportDigest } = tellReport(aDeliveryReport(uid));

    const lacking = await voice.say({ ...none, deliveryReportDigest });
    await voice.say({ ...none, ...tellReport(aDeliveryReport(uid)) });
    const known = await voice.say({ ...none, deliveryReportDigest });

    expect(lacking.resyncDeliveries).toBe(true);
    expect(known).not.toHaveProperty('resyncDeliveries');
    expect(primary.hub.deliveries.reportOf('edge-7')).toEqual(aDeliveryReport(uid));
  });

  it('asks nobody before it knows what is stored', async () => {
    const { deliveryReportDigest } = tellReport(aDeliveryReport(uid));

    expect(await voice.say({ ...none, deliveryReportDigest })).not.toHaveProperty('resyncDeliveries');
  });

  it('drops what was said before', async () => {
    await voice.say({ ...none, sequence: 7, ...tellReport(aDeliveryReport(uid, 2)) });
    await voice.say({ ...none, sequence: 6, ...tellReport(aDeliveryReport(uid, 1)) });

    expect(primary.hub.deliveries.reportOf('edge-7')).toEqual(aDeliveryReport(uid, 2));
  });
});
