import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import isSyncRequest, { type SyncRequest } from '#validators/sync-request';
import { HubUnreachable } from '../../../../jobs/ports/hub-transport-errors.ts';
import { endpoint } from '../../../builders/a-config.ts';
import { aContact } from '../../../builders/a-contact.ts';
import { aDeliveryReport } from '../../../builders/a-delivery-report.ts';
import { aConfigMap } from '../../../builders/a-manifest.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

const uid = '0b6f3a52-6b0e-4c0e-9a57-1c6f6a3a9d10';

let primary: Primary;
let secondary: Secondary;
let line: Awaited<ReturnType<typeof aContact>>;

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  primary.hub.deliveries.noteAllKept(new Map());
  line = await aContact(secondary);
  await advance(1);
});

afterEach(async () => line.end());

const advance = async (seconds: number) => primary.clock.advance(seconds * 1000);
const want = (name = 'colours') => primary.parts.want('edge-7', { uid }, [aConfigMap(name)]);
const syncs = () => secondary.hub.sent.filter(({ path }) => path === '/v1/sync');
const lastWord = (): SyncRequest => {
  const document: unknown = JSON.parse(Buffer.from(found(syncs().at(-1)).body).toString());
  if (!isSyncRequest(document)) throw new Error('That was no sync');
  return document;
};

describe('the line of a member that takes up parts', () => {
  it('hands over the list as soon as it changes', async () => {
    const ids = want();
    await advance(0);

    expect(line.taker.taken.at(-1)).toMatchObject([{ uid, objects: ids }]);
  });

  it('hands a list over once, and comes at its pace after that', async () => {
    want();
    await advance(1);
    const [before, sent] = [line.taker.taken.length, syncs().length];
    await advance(100);

    expect(line.taker.taken).toHaveLength(before);
    expect(syncs().length - sent).toBeLessThanOrEqual(11);
  });

  it('keeps up with lists that change all the time', async () => {
    for (let count = 1; count <= 60; count += 1) {
      want(`colours-${count}`);
      await primary.clock.advance(300);
    }

    expect(line.taker.taken.length).toBeGreaterThan(45);
  });

  it('waits longer and longer for replicas that want different lists of it', async () => {
    const lists = ['one', 'other'].map((name) => {
      want(name);
      return primary.parts.partsFor(found(primary.hub.roster.get('edge-7')), []);
    });
    let turn = 0;
    primary.parts.partsFor = () => found(lists[(turn += 1) % 2]);
    await advance(30);
    const sent = syncs().length;
    await advance(100);

    expect(syncs().length - sent).toBeLessThanOrEqual(22);
  });

  it('takes up the list anew when it begins anew: what it had is not known', async () => {
    want();
    await advance(1);
    await line.end();
    line = await aContact(secondary);
    await advance(1);

    expect(line.taker.taken).toHaveLength(1);
    expect(line.taker.taken.at(-1)).toHaveLength(1);
  });

  it('tells the hub at once what comes of them', async () => {
    await advance(5);
    line.taker.say(aDeliveryReport(uid, 2));
    await advance(0);

    expect(primary.hub.deliveries.reportOf('edge-7')).toEqual(aDeliveryReport(uid, 2));
    expect(line.failures).toEqual([]);
  });

  it('tells it at most once a second, and the last word in the end', async () => {
    await advance(5);
    const before = syncs().length;
    for (let count = 1; count <= 30; count += 1) {
      line.taker.say(aDeliveryReport(uid, count));
      await primary.clock.advance(100);
    }
    await advance(1);

    expect(syncs().length - before).toBeLessThanOrEqual(5);
    expect(primary.hub.deliveries.reportOf('edge-7')).toEqual(aDeliveryReport(uid, 30));
  });

  it('leaves the report out that the hub has, and says it when the hub asks', async () => {
    line.taker.say(aDeliveryReport(uid));
    await advance(12);
    const atRest = lastWord();
    primary.hub.deliveries.forgetMember('edge-7');
    await advance(12);

    expect(atRest).not.toHaveProperty('deliveryReport');
    expect(atRest.deliveryReportDigest).toHaveLength(43);
    expect(primary.hub.deliveries.reportOf('edge-7')).toEqual(aDeliveryReport(uid));
  });

  it('keeps the hold it has when it gives requests up', async () => {
    for (let count = 1; count <= 4; count += 1) {
      await advance(8);
      line.taker.say(aDeliveryReport(uid, count));
    }
    await advance(12);

    expect(lastWord().holdSeconds).toBe(10);
  });

  it('comes through an outage in which the list changed', async () => {
    secondary.hub.middle = async () => {
      throw new HubUnreachable({ endpoint, found: 'the connection is refused' });
    };
    const ids = want('others');
    line.taker.say(aDeliveryReport(uid, 3));
    await advance(60);
    secondary.hub.middle = async (request, next) => next(request);
    await advance(60);

    expect(line.taker.taken.at(-1)).toMatchObject([{ objects: ids }]);
    expect(primary.hub.deliveries.reportOf('edge-7')).toEqual(aDeliveryReport(uid, 3));
  });

  it('takes up nothing from an older copy of its hub', async () => {
    want();
    await advance(1);
    const before = line.taker.taken.length;
    const identity = primary.hub.identity();
    Object.assign(primary.hub, { identity: () => ({ ...identity, epoch: identity.epoch - 100 }) });
    want('older');
    await advance(30);

    expect(line.taker.taken).toHaveLength(before);
    await expect(
      line.contact.fetchObjects(want('older'), new AbortController().signal),
    ).rejects.toMatchObject({
      code: 'JOINERY_HUB_OUTDATED',
    });
  });

  it('stays in touch with a hub of a version before, which has no parts', async () => {
    Object.assign(primary.hub, { parts: undefined });
    want();
    await advance(30);
    const sent = syncs().length;
    await advance(100);

    expect(line.taker.taken.flat()).toEqual([]);
    expect(syncs().length - sent).toBeLessThanOrEqual(11);
  });
});
