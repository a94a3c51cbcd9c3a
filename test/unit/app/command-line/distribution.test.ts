import { describe, expect, it } from 'vitest';
import type { PartReport } from '../../../../jobs/core/distribution/delivery.ts';
import type { Distribution } from '../../../../jobs/core/distribution/distribution.ts';
import { buildStoredReport } from '../../../../jobs/workflows/deliver/stored-report.ts';
import { aCommandLine } from '../../../builders/a-command-line.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aDistribution, aFailedReport, aPartReport } from '../../../builders/a-distribution.ts';
import { aJoinedSet } from '../../../builders/a-set.ts';

const manifests = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\n';

/** A set with the member edge-7, the Distribution `colours` for all, and a member that says what it has. */
async function aSet(spec: Partial<Distribution['spec']> = {}) {
  const { primary } = await aJoinedSet();
  const { kubernetes } = primary;
  const { uid: _, ...metadata } = aDistribution().metadata;
  const made = await kubernetes.create('Distribution', { ...aDistribution(spec), metadata });
  const uid = made?.metadata.uid ?? '';
  const say = async (part: PartReport, member = 'edge-7') => {
    const report = { parts: [{ ...part, uid }] };
    const said = { report, digest: 'b'.repeat(43), instance: 'a', sequence: 1, saidAtMs: 1 };
    await kubernetes.create('ConfigMap', buildStoredReport(setNamespace, member, said));
  };
  const read = async (name = 'colours') => kubernetes.get('Distribution', { namespace: setNamespace, name });
  const noteStatus = async (status: Distribution['status']) => {
    const found = await read();
    if (found === undefined) throw new Error('There is no Distribution');
    await kubernetes.updateStatus('Distribution', { ...found, ...(status && { status }) });
  };
  return { primary, say, read, noteStatus, ...aCommandLine(primary) };
}

describe('distribution list', () => {
  it('shows Distributions in each form', async () => {
    const { run, noteStatus } = await aSet();
    const clusters = { placed: 3, applied: 2, applying: 0, failed: 1, held: 0, waiting: 0 };
    const ready = {
      type: 'Ready',
      status: 'False',
      reason: 'Failed',
      message: 'Why',
      lastTransitionTime: '',
    } as const;
    await noteStatus({ clusters, conditions: [ready] });

    const table = await run('distribution list');

    expect(table.out).toMatch(
      /^NAME +READY +REASON +PLACED +APPLIED +APPLYING +FAILED +HELD +WAITING +AGE\n/,
    );
    expect(table.out).toMatch(/\ncolours +False +Failed +3 +2 +0 +1 +0 +0 /);
    expect((await run('distribution list -o wide')).out).toContain('Why');
    expect(JSON.parse((await run('distribution list -o json')).out)).toMatchObject({
      kind: 'List',
      items: [{}],
    });
    expect((await run('distribution list -o name')).out).toBe('distribution.joinery.dev/colours\n');
  });

  it('says that there are none', async () => {
    const { run, primary, read } = await aSet();
    const uid = (await read())?.metadata.uid ?? '';
    await primary.kubernetes.delete('Distribution', { namespace: setNamespace, name: 'colours', uid });

    expect((await run('distribution list')).out).toBe(
      'There are no Distributions in namespace "joinery-mc".\n',
    );
  });
});

describe('distribution show', () => {
  it('shows what failed first, with reason and remedy', async () => {
    const { run, primary, say, noteStatus } = await aSet();
    await primary.kubernetes.create('Member', { metadata: { namespace: setNamespace, name: 'a-first' } });
    await say(aPartReport(), 'a-first');
    await say(aFailedReport());
    const ready = {
      type: 'Ready',
      status: 'False',
      reason: 'Failed',
      message: 'Why',
      lastTransitionTime: '',
    } as const;
    await noteStatus({ conditions: [ready] });

    const { out } = await run('distribution show colours');

    expect(out).toMatch(
      /^Failed: Why\n\nCLUSTER +STATE +ONLINE +APPLIED +HELD +DRIFTED +OBJECT +REASON +MESSAGE\n/,
    );
    expect(out).toMatch(
      /\nedge-7 +Failed +Unknown +0\/1 .*ConfigMap shop\/colours +RightMissing +Cannot apply .* configmaps\. Add the rule to agent\.rules of this member\.\na-first +Applied /,
    );
  });

  it('shows who said nothing yet, and what could not be rendered', async () => {
    const { run, noteStatus } = await aSet();
    const waiting = await run('distribution show colours');
    const failure = {
      cluster: 'edge-7',
      reason: 'NameUnknown',
      message: 'Cannot fill in',
      remedy: 'Give it.',
    };
    await noteStatus({ failures: [failure] });

    expect(waiting.out).toMatch(/\nedge-7 +Waiting +Unknown /);
    expect((await run('distribution show colours')).out).toMatch(
      /\nedge-7 +Failed .*NameUnknown +Cannot fill in\. Give it\./,
    );
  });

  it('shows of a dry run what would change', async () => {
    const { run, say } = await aSet({ dryRun: true });
    const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'colours' };
    const preview: NonNullable<PartReport['preview']> = [
      { object, change: 'Update', fields: ['/data/sky', '/data/grass'] },
      { object: { ...object, name: 'shapes' }, change: 'Create' },
      { object: { ...object, name: 'same' }, change: 'None' },
    ];
    await say(aPartReport({ state: 'Previewed', preview }));

    const { out } = await run('distribution show colours');

    expect(out).toMatch(
      /\n\nCLUSTER +CHANGE +FIELDS\nedge-7 +~ ConfigMap shop\/colours +\/data\/sky \/data\/grass\n/,
    );
    expect(out).toMatch(/\nedge-7 +\+ ConfigMap shop\/shapes +<none>\n$/);
    expect(JSON.parse((await run('distribution show colours -o json')).out)).toMatchObject({
      clusters: [{ cluster: 'edge-7', isPlaced: true, report: { preview } }],
    });
  });

  it('shows a cluster that gives it back, and none that never had it', async () => {
    const { run, say, primary } = await aSet({ placement: { names: ['another'] } });
    await say(aPartReport({ state: 'Removing', revision: '' }));
    await primary.kubernetes.create('Member', { metadata: { namespace: setNamespace, name: 'edge-8' } });

    const { clusters } = JSON.parse((await run('distribution show colours -o json')).out) as {
      clusters: unknown;
    };

    expect(clusters).toMatchObject([{ cluster: 'edge-7', state: 'Removing', isPlaced: false }]);
  });

  it('goes on showing every step until it is stopped', async () => {
    const { run, noteStatus, stopped } = await aSet();
    const stop = new AbortController();
    let looks = 0;

    const { exitCode, out } = await run('distribution show colours --watch -o name', {
      signal: stop.signal,
      meanwhile: async () => {
        looks += 1;
        if (looks === 1) await noteStatus({ observedGeneration: 1 });
        if (looks === 3) stop.abort(stopped().reason);
      },
    });

    expect({ exitCode, out }).toEqual({ exitCode: 143, out: 'distribution.joinery.dev/colours\n'.repeat(2) });
  });
});

describe('distribution orders', () => {
  it.for(['show', 'show --watch', 'retry', 'suspend', 'resume', 'allow-prune'])(
    'have no such Distribution: %s',
    async (order) => {
      const { run } = await aSet();

      expect(await run(`distribution ${order} shapes`)).toMatchObject({
        exitCode: 2,
        out: '',
        err: expect.stringContaining('JOINERY_DISTRIBUTION_MISSING'),
      });
    },
  );

  it('suspend and resume, and write nothing twice', async () => {
    const { run, read, primary } = await aSet();

    await run('distribution suspend colours');
    const { length } = primary.kubernetes.writes;
    await run('distribution suspend colours');

    expect(primary.kubernetes.writes).toHaveLength(length);
    expect((await read())?.spec.suspend).toBe(true);
    await run('distribution resume colours');
    expect((await read())?.spec.suspend).toBe(false);
  });

  it('have a rollout begin anew', async () => {
    const { run, read } = await aSet();

    expect(await run('distribution retry colours')).toMatchObject({ exitCode: 0 });
    expect((await read())?.metadata.annotations).toEqual({
      'joinery.dev/retry': expect.stringMatching(/^2026-11-20T12:00:\d\dZ$/),
    });
  });

  it('allow to take away much of what is distributed now, and only where a cluster waits', async () => {
    const { run, read, say, noteStatus } = await aSet();
    await noteStatus({ revision: 'one' });
    const refused = await run('distribution allow-prune colours');
    await say(aPartReport({ state: 'Held', held: 12 }));

    expect(refused).toMatchObject({ exitCode: 2, err: expect.stringContaining('no cluster waits') });
    expect(await run('distribution allow-prune colours')).toMatchObject({
      exitCode: 0,
      out: 'distribution.joinery.dev/colours allowed to take away much on edge-7\n',
    });
    expect((await read())?.metadata.annotations).toEqual({ 'joinery.dev/allow-prune': 'one' });
  });
});

describe('distribute', () => {
  it('makes a Distribution of what it reads', async () => {
    const { run, read } = await aSet();

    const { exitCode, out } = await run(
      'distribute shapes -f - --to-labels region=eu,tier=edge --to edge-7,edge-8 --except edge-9 --dry-run ' +
        '--target-namespace shop --confidential',
      { input: manifests },
    );

    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'distribution.joinery.dev/shapes made\n' });
    expect((await read('shapes'))?.spec).toEqual({
      placement: {
        selector: { matchLabels: { region: 'eu', tier: 'edge' } },
        names: ['edge-7', 'edge-8'],
        except: ['edge-9'],
      },
      sources: [{ manifests, targetNamespace: 'shop', confidential: true }],
      dryRun: true,
    });
  });

  it('takes the place of a dry run, and of one in force only when that is said', async () => {
    const { run, read } = await aSet();
    const line = 'distribute shapes -f - --to-all';

    await run(`${line} --dry-run`, { input: manifests });
    expect(await run(line, { input: manifests })).toMatchObject({
      out: expect.stringMatching(/ replaced\n$/),
    });
    expect(await run(line, { input: manifests })).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('JOINERY_DISTRIBUTION_EXISTS'),
    });
    expect(await run(`${line} --except edge-7 --replace`, { input: manifests })).toMatchObject({
      exitCode: 0,
    });
    expect((await read('shapes'))?.spec.placement).toEqual({ selector: {}, except: ['edge-7'] });
  });

  it.for([
    ['to nobody', '-f -', manifests, 'does not say to which clusters'],
    ['to what are no labels', '-f - --to-labels eu', manifests, '"eu" are no labels'],
    ['nothing', '-f - --to-all', '---\n', 'there are none'],
    ['no YAML', '-f - --to-all', 'kind: [', 'are not right'],
    ['no object', '-f - --to-all', 'hello', 'it is no object'],
    [
      'an object without a name',
      '-f - --to-all',
      'apiVersion: v1\nkind: Secret\nmetadata: {}\n',
      'metadata.name',
    ],
    ['a file that is not there', '-f not-there.yaml --to-all', manifests, 'cannot be read'],
    ['without a file', '--to-all', manifests, 'required option'],
  ] as const)('refuses to distribute %s', async ([, line, input, found]) => {
    const { run, read } = await aSet();

    expect(await run(`distribute shapes ${line}`, { input })).toMatchObject({
      exitCode: 2,
      out: '',
      err: expect.stringContaining(found),
    });
    expect(await read('shapes')).toBeUndefined();
  });
});
