import { beforeEach, describe, expect, it } from 'vitest';
import { declareDistributions } from '../../../../jobs/workflows/declare/declare-distributions.ts';
import { followDeclaredDistributions } from '../../../../jobs/workflows/declare/follow-declared-distributions.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';

const name = 'declared-distributions';

let primary: Primary;

beforeEach(async () => {
  primary = await aPrimary();
});

function entry(text: string) {
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'motd' }, data: { text } };
  return { placement: { names: ['edge-7'] }, sources: [{ manifest }] };
}

function document(entries: Record<string, unknown>) {
  const data = Object.fromEntries(Object.entries(entries).map(([key, spec]) => [key, JSON.stringify(spec)]));
  return { metadata: { namespace: setNamespace, name }, data };
}

async function declare(entries: Record<string, unknown>) {
  return declareDistributions(primary.ports, primary.config, document(entries));
}

async function listDistributions() {
  const stored = await primary.kubernetes.list('Distribution', { namespace: setNamespace });
  return stored.map(({ metadata, spec }) => ({ name: metadata.name, uid: metadata.uid, spec }));
}

describe('declareDistributions()', () => {
  it('makes a Distribution of each entry, and the same again changes nothing', async () => {
    await declare({ motd: entry('hello'), other: entry('there') });
    const made = await listDistributions();
    await declare({ motd: entry('hello'), other: entry('there') });

    expect(made.map((one) => one.name).toSorted()).toEqual(['motd', 'other']);
    expect(await listDistributions()).toEqual(made);
  });

  it('changes the spec of the same object when its entry changes', async () => {
    await declare({ motd: entry('hello') });
    const [before] = await listDistributions();

    await declare({ motd: entry('bye') });

    expect(await listDistributions()).toEqual([{ ...before, spec: entry('bye') }]);
  });

  it('deletes the one whose entry is gone, and no other', async () => {
    const metadata = { namespace: setNamespace, name: 'by-hand' };
    await primary.kubernetes.create('Distribution', { metadata, spec: entry('mine') });
    await declare({ motd: entry('hello') });

    await declare({});

    expect((await listDistributions()).map((one) => one.name)).toEqual(['by-hand']);
  });

  it('leaves one alone that somebody else made under the name, and says so', async () => {
    const metadata = { namespace: setNamespace, name: 'motd' };
    await primary.kubernetes.create('Distribution', { metadata, spec: entry('mine') });

    await declare({ motd: entry('hello') });

    expect(await listDistributions()).toMatchObject([{ spec: entry('mine') }]);
    const events = await primary.kubernetes.list('Event', { namespace: setNamespace });
    expect(events).toContainEqual(expect.objectContaining({ reason: 'NotDeclared', type: 'Warning' }));
  });

  it('goes on where it was killed', async () => {
    await declare({ old: entry('old') });
    primary.kubernetes.killAtWrite(1);
    await expect(declare({ motd: entry('hello'), other: entry('there') })).rejects.toBeInstanceOf(Killed);

    await declare({ motd: entry('hello'), other: entry('there') });

    expect((await listDistributions()).map((one) => one.name).toSorted()).toEqual(['motd', 'other']);
  });
});

describe('followDeclaredDistributions()', () => {
  it('takes up what the values say now, and nothing when they say nothing', async () => {
    const end = new AbortController();
    const { metadata, data } = document({ motd: entry('hello') });
    const following = followDeclaredDistributions(primary.ports, primary.config, end.signal);
    const stored = await primary.kubernetes.create('ConfigMap', { metadata, data });
    await primary.clock.advance(1000);
    const made = await listDistributions();

    await primary.kubernetes.delete('ConfigMap', { ...metadata, uid: stored?.metadata.uid ?? '' });
    await primary.clock.advance(60_000);

    expect(made).toMatchObject([{ name: 'motd', spec: entry('hello') }]);
    expect(await listDistributions()).toEqual(made);
    end.abort();
    await expect(following).rejects.toBe(end.signal.reason);
  });
});
