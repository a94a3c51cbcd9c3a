import { beforeEach, describe, expect, it } from 'vitest';
import { followExports } from '../../../../jobs/workflows/services/keep-exports.ts';
import { createHub } from '../../../../jobs/workflows/hub/hub.ts';
import { Answerer } from '../../../../jobs/workflows/answer/answerer.ts';
import { aServiceExport, aServiceSlice, anExportedService } from '../../../builders/a-service.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { aSharingMember } from '../../../builders/a-sharing-member.ts';
import { found } from '../../../builders/found.ts';
import { settle } from '../../../fakes/fake-clock.ts';

const mcs = { controller: 'joinery', reach: 'podNetwork' } as const;
const setNamespace = 'joinery-mc';
const digest = 'A'.repeat(43);
const standing = { reason: 'Shared', message: 'Services are shared with the set.' } as const;
const report = {
  versions: { agent: '0.2.0', kubernetes: 'v1.35.0' },
  labels: {},
  endpoint: 'https://hub.example.com/joinery',
  holdSeconds: 10,
  clockOffsetSeconds: 0,
  keysMadeAt: '2026-11-20T12:00:00Z',
  rotated: '',
};
const { signal } = new AbortController();

let primary: Primary;
let edge7: Awaited<ReturnType<typeof aSharingMember>>;
let edge8: typeof edge7;

beforeEach(async () => {
  primary = await aPrimary('primary', { mcs });
  void followExports(primary.ports, primary.hub, found(primary.hub.services), signal);
  await settle();
  edge7 = await aSharingMember(primary, 'edge-7');
  edge8 = await aSharingMember(primary, 'edge-8');
});

const readStored = async (name: string) =>
  primary.kubernetes.get('ConfigMap', { namespace: setNamespace, name: `exports-${name}` });

const conditionOf = async (name: string) =>
  found(await primary.readMember(name)).status?.conditions?.find(({ type }) => type === 'Services');

async function setOnline(name: string, status: 'True' | 'False') {
  const member = found(await primary.readMember(name));
  const condition = { type: 'Online', status, reason: 'x', message: 'x', lastTransitionTime: 'x' };
  const conditions = (member.status?.conditions ?? []).filter(({ type }) => type !== 'Online');
  await primary.kubernetes.updateStatus('Member', {
    ...member,
    status: { ...found(member.status), conditions: [...conditions, condition] },
  });
  await settle();
}

async function exportFrom(member: typeof edge7, address: string, spec: object = {}) {
  member.exportCart(address, spec);
  await member.speak();
  await member.speak();
}

describe('services of a set', () => {
  it('are exported by one member and imported by the others and itself', async () => {
    await exportFrom(edge7, '10.88.7.1');
    await edge8.speak();

    expect(await edge8.readAddresses()).toEqual(['10.88.7.1']);
    expect(await edge7.readAddresses()).toEqual(['10.88.7.1']);
    expect(await edge7.readConditions()).toEqual({
      Valid: 'True Valid',
      Ready: 'True Exported',
      Conflict: 'False NoConflicts',
    });
  });

  it('are those of all members that export them', async () => {
    await exportFrom(edge7, '10.88.7.1');
    await exportFrom(edge8, '10.88.8.1');
    await edge7.speak();

    expect(await edge7.readAddresses()).toEqual(['10.88.7.1', '10.88.8.1']);
    expect(await edge8.readAddresses()).toEqual(['10.88.7.1', '10.88.8.1']);
  });

  it('are told as a conflict on every export where members disagree', async () => {
    await exportFrom(edge7, '10.88.7.1');
    await exportFrom(edge8, '10.88.8.1', { clusterIP: 'None' });
    await edge7.speak();

    expect(await edge7.readConditions()).toMatchObject({ Conflict: 'True TypeConflict' });
    expect(await edge8.readConditions()).toMatchObject({ Conflict: 'True TypeConflict' });
  });

  it('leave when the export is withdrawn while it is used', async () => {
    await exportFrom(edge7, '10.88.7.1');
    await edge8.speak();

    const { apiVersion, kind, metadata } = aServiceExport();
    edge7.objects.remove({ apiVersion, kind, namespace: 'shop', name: metadata.name });
    await edge7.speak();
    await edge7.speak();
    await edge8.speak();

    expect(edge8.objects.names('ServiceImport')).toEqual([]);
    expect(edge7.objects.names('ServiceImport')).toEqual([]);
  });

  it('lose the addresses of a member that is offline, until it is back', async () => {
    await exportFrom(edge7, '10.88.7.1');
    await exportFrom(edge8, '10.88.8.1');

    await setOnline('edge-7', 'False');
    await edge8.speak();
    const away = await edge8.readAddresses();
    await setOnline('edge-7', 'True');
    await edge8.speak();

    expect(away).toEqual(['10.88.8.1']);
    expect(await edge8.readAddresses()).toEqual(['10.88.7.1', '10.88.8.1']);
  });

  it('answer a held sync when they change', async () => {
    await edge8.speak();
    const { digest: desired } = await edge8.sync({ report });
    const held = { answer: undefined as Awaited<ReturnType<typeof edge8.sync>> | undefined };
    void edge8.sync({ holdSeconds: 10, desired }).then((answer) => (held.answer = answer));
    await settle();
    const before = held.answer;

    await exportFrom(edge7, '10.88.7.1');
    await settle();

    expect(before).toBeUndefined();
    expect(held.answer?.services?.imports).not.toBe(edge8.line.said()?.imports);
  });

  it('are stored once, and nothing is written while nothing changes', async () => {
    await exportFrom(edge7, '10.88.7.1');
    const before = primary.kubernetes.writes.length;
    for (let count = 0; count < 5; count += 1) await edge7.speak();

    expect(primary.kubernetes.writes).toHaveLength(before);
  });

  it('are known to a replica that has just started', async () => {
    await exportFrom(edge7, '10.88.7.1');
    const { config, identity, ca, parts } = primary.hub;
    const hub = createHub({
      config,
      identity,
      ca,
      parts,
      replica: 'another',
      startedAt: primary.clock.now(),
    });
    void hub.roster.follow(primary.kubernetes, setNamespace, signal);
    void followExports(primary.ports, hub, found(hub.services), signal);
    await settle();

    expect(hub.services?.importsFor('edge-8')).toEqual(primary.hub.services?.importsFor('edge-8'));
    expect([...found(hub.services).importsFor('edge-8').services.values()]).toHaveLength(1);
  });

  it('are told anew to a hub that lost them', async () => {
    await exportFrom(edge7, '10.88.7.1');

    await edge8.speak();

    await primary.remove('ConfigMap', 'exports-edge-7');
    await settle();
    await edge8.speak();
    const meanwhile = await edge8.readAddresses();
    await edge7.speak();
    await edge8.speak();

    expect(await readStored('edge-7')).toBeDefined();
    expect([meanwhile, await edge8.readAddresses()]).toEqual([['10.88.7.1'], ['10.88.7.1']]);
  });

  it('are not waited for while the member that lost them is offline', async () => {
    await exportFrom(edge7, '10.88.7.1');
    await edge8.speak();
    await primary.remove('ConfigMap', 'exports-edge-7');

    await setOnline('edge-7', 'False');
    await edge8.speak();

    expect(edge8.objects.names('ServiceImport')).toEqual([]);
  });

  it('come page by page where they are many', async () => {
    const services = Array.from({ length: 300 }, (_, index) =>
      anExportedService({ name: `cart-${index}`, slices: [aServiceSlice('10.88.7.1', '10.88.7.2')] }),
    );
    found(primary.hub.services).note('edge-7', { digest, standing, services, sentAtMs: 0 });

    await edge8.speak();

    expect(edge8.objects.names('ServiceImport')).toHaveLength(300);
  });

  it('of a member that says nothing of services any more are taken away', async () => {
    await exportFrom(edge7, '10.88.7.1');

    await edge7.sync({ services: undefined } as object);
    await settle();
    await edge8.speak();

    expect(await readStored('edge-7')).toBeUndefined();
    expect(edge8.objects.names('ServiceImport')).toEqual([]);
  });

  it('stay as they are for a member that is paused', async () => {
    await exportFrom(edge7, '10.88.7.1');
    await edge8.speak();
    const member = found(await primary.readMember('edge-8'));
    await primary.kubernetes.update('Member', { ...member, spec: { paused: true } });
    await settle();

    edge7.objects.remove({ ...aServiceExport(), namespace: 'shop', name: 'cart' });
    await edge7.speak();
    await edge8.speak();

    expect(await edge8.readAddresses()).toEqual(['10.88.7.1']);
  });

  it('show on the Member how it takes part', async () => {
    edge7.given({
      apiVersion: 'multicluster.x-k8s.io/v1beta1',
      kind: 'ServiceImport',
      metadata: { namespace: 'shop', name: 'foreign' },
    });
    await edge7.speak();
    await edge8.speak();

    expect(await conditionOf('edge-7')).toMatchObject({ status: 'False', reason: 'OtherController' });
    expect(await conditionOf('edge-8')).toMatchObject({ status: 'True', reason: 'Shared' });
  });

  it('do not follow a word that is older than the stored one', async () => {
    await exportFrom(edge7, '10.88.7.1');
    const replayed = found(edge7.secondary.hub.sent.findLast(({ path }) => path === '/v1/exports'));
    await primary.clock.advance(60_000);
    edge7.exportCart('10.88.7.2');
    await edge7.speak();

    const { status } = await primary.answerer.answer(replayed);
    await edge8.speak();

    expect(status).toBe(200);
    expect(await edge8.readAddresses()).toEqual(['10.88.7.2']);
  });

  it('are not shared by a primary that does not take part', async () => {
    const { config, identity, ca, parts } = primary.hub;
    const aside = { ...config, mcs: { ...mcs, controller: 'none' as const } };
    const hub = createHub({
      config: aside,
      identity,
      ca,
      parts,
      replica: 'aside',
      startedAt: primary.clock.now(),
    });
    void hub.roster.follow(primary.kubernetes, setNamespace, signal);
    await exportFrom(edge7, '10.88.7.1');
    const asked = found(edge7.secondary.hub.sent.findLast(({ path }) => path === '/v1/exports'));

    const { status, body } = await new Answerer(primary.ports, hub).answer(asked);

    expect(status).toBe(400);
    expect(Buffer.from(body).toString()).toContain('mcs.controller');
  });
});
