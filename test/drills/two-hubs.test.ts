import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingressPlan } from '../../ci/clusters/cluster-set.ts';
import { openE2e } from '../releases/cluster-access.ts';
import { createCommandLine } from '../releases/command-line.ts';
import { obeys, waitForReason } from '../releases/member-object.ts';
import { createToken, installPrimary, primaryValues, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';

const { primary, secondary, ingress, ingressCa } = await openE2e();
const joinery = createCommandLine(primary, secondary);
const folder = mkdtempSync(join(tmpdir(), 'joinery-two-hubs-'));
const file = join(folder, 'set.json');

/** The second hub: the set of the first, restored beside it. */
const other = { namespace: 'joinery-other', setNamespace: 'joinery-mc-other' };

/** One member, which both hubs claim. */
let edge: SecondaryRelease;
let name: string;

beforeAll(async () => {
  edge = await SecondaryRelease.prepare(secondary);
  name = edge.namespace;
  await edge.giveToken({ token: (await createToken(primary)).token, 'member-name': name });
  const { succeeded, output } = await edge.install();
  if (!succeeded) throw new Error(`The secondary was not installed: ${output}`);
  await waitForReason(primary, name, ['UpToDate', 'UpToDate']);
});

afterAll(async () => {
  await ingress.behave('forward');
  await primary.helm('helm4', ['uninstall', 'joinery', '-n', other.namespace, '--no-hooks']);
  const namespaces = [other.namespace, other.setNamespace];
  await primary.kubectl(['delete', 'namespace', ...namespaces, '--ignore-not-found', '--wait=false']);
  // Whatever came of the drill, the set has its key again.
  await joinery(`restore ${file}`);
  await installPrimary(primary, primaryValues(ingress, ingressCa));
  await edge.uninstall();
  await edge.remove();
  rmSync(folder, { recursive: true });
});

async function type(line: string): Promise<void> {
  const { exitCode, stderr } = await joinery(line);
  expect(exitCode, stderr).toBe(0);
}

/** Installs the second hub, with the values of the first but for where it is. */
async function installOther(): Promise<void> {
  const { multicluster } = primaryValues(ingress, ingressCa) as { multicluster: object };
  const values = {
    multicluster: { ...multicluster, namespace: other.setNamespace },
    hub: { service: { type: 'NodePort', nodePort: ingressPlan.otherHubNodePort } },
    crds: { install: false },
  };
  await installPrimary(primary, values, 'helm4', other.namespace);
}

/** Lets the member reach the one hub or the other, and waits until that shows on the `Member` of the primary itself. */
async function leadTo(
  hub: 'forward' | 'other-hub',
  [reason, namespace]: readonly [reason: string, namespace: string],
): Promise<void> {
  await ingress.behave(hub);
  await waitForReason(primary, 'eu-central', ['Serving', reason], namespace);
}

describe('a hub whose key is lost', () => {
  it('makes no other, and has it back by a restore while its members stay', async () => {
    await type(`backup ${file}`);
    const before = await primary.readSecret(setNamespace, 'hub-identity');
    await primary.kubectl(['delete', 'secret', 'hub-identity', '-n', setNamespace]);

    const upgrade = installPrimary(primary, primaryValues(ingress, ingressCa));

    await expect(upgrade).rejects.toThrow('JOINERY_HUB_KEY_MISSING');
    expect(await primary.readSecret(setNamespace, 'hub-identity')).toEqual({});
    await type(`restore ${file}`);
    const after = await primary.readSecret(setNamespace, 'hub-identity');
    expect(after).toEqual({ ...before, epoch: after['epoch'] });
    expect(Number(after['epoch'])).toBeGreaterThan(Number(before['epoch']));
    expect(await obeys(primary, name)).toBe(true);
  });
});

describe('two hubs that claim one set', () => {
  it('are told apart by a member: the older one stands aside', async () => {
    const copy = join(folder, 'copy.json');
    await type(`backup ${copy}`);
    await installOther();
    await type(`restore ${copy} --force --set-namespace ${other.setNamespace}`);
    await ingress.behave('other-hub');
    await waitForReason(primary, name, ['Online', 'Heard'], other.setNamespace);

    await leadTo('forward', ['Outdated', setNamespace]);

    const fenced = await primary.readSecret(setNamespace, 'hub-identity');
    const newer = await primary.readSecret(other.setNamespace, 'hub-identity');
    expect(fenced['fenced-by']).toBe(newer['epoch']);
    expect(await edge.status()).toMatchObject({ status: 'Joined' });
  });

  it('serve as a person decides: the other one stands aside then, and the member follows', async () => {
    await type('restore --as-is');
    await waitForReason(primary, 'eu-central', ['Serving', 'Newest']);
    expect(await obeys(primary, name)).toBe(true);

    await leadTo('other-hub', ['Outdated', other.setNamespace]);

    await ingress.behave('forward');
    expect(await obeys(primary, name)).toBe(true);
  });
});
