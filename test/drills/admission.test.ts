import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { createCommandLine } from '../releases/command-line.ts';
import { findCondition, obeys, readMember, waitForReason } from '../releases/member-object.ts';
import {
  createToken,
  installPrimary,
  primaryNamespace,
  primaryValues,
  setNamespace,
} from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const { primary, secondary, ingress, ingressCa } = await openE2e();
const joinery = createCommandLine(primary, secondary);

/** A member, and a release that gets a copy of its keys. */
let edge: SecondaryRelease;
let copy: SecondaryRelease;

beforeAll(async () => {
  const values = primaryValues(ingress, ingressCa, { approval: 'manual', acceptLabels: ['region'] });
  await installPrimary(primary, values);
  edge = await SecondaryRelease.prepare(secondary);
  copy = await SecondaryRelease.prepare(secondary);
});

afterAll(async () => {
  await installPrimary(primary, primaryValues(ingress, ingressCa));
  for (const release of [copy, edge]) {
    await release.uninstall();
    await release.remove();
  }
});

async function type(line: string): Promise<void> {
  const { exitCode, stderr } = await joinery(line);
  expect(exitCode, stderr).toBe(0);
}

/** Copies the keys of the member into the other namespace, as a restored backup or a cloned disk does. */
async function copyKeys(): Promise<void> {
  const text = await secondary.kubectl(['get', 'secret', 'mc-identity', '-n', edge.namespace, '-o', 'json']);
  const { data, type: kind } = JSON.parse(text) as { data: object; type: string };
  const metadata = { name: 'mc-identity', namespace: copy.namespace };
  const manifest = { apiVersion: 'v1', kind: 'Secret', metadata, type: kind, data };
  await secondary.kubectl(['create', '-f', '-'], JSON.stringify(manifest));
}

describe('a member under manual approval', () => {
  it('waits, shows the same thumbprint on both sides, and has the labels it may give itself', async () => {
    const { token } = await createToken(primary);
    await edge.giveToken({ token, 'member-name': edge.namespace });

    const result = await edge.install({ secondary: { labels: { region: 'north', tier: 'edge' } } });

    expect(result.succeeded, result.output).toBe(true);
    const member = await waitFor(
      'the member to have its label',
      async () => readMember(primary, edge.namespace),
      (seen) => seen?.metadata.labels !== undefined,
    );
    expect(member?.metadata.labels).toEqual({ region: 'north' });
    expect(findCondition(member, 'Joined')?.status).not.toBe('True');
    expect(await edge.status()).toMatchObject({
      status: 'Pending',
      reason: 'AwaitingApproval',
      thumbprint: member?.status?.thumbprint,
    });
  });

  it('joins as soon as a person accepts it', async () => {
    await type(`accept ${edge.namespace}`);

    await edge.waitForStatus('Joined');
    const member = await waitForReason(primary, edge.namespace, ['Joined', 'Joined']);
    expect(member.status?.id).toBe((await edge.status())['member-id']);
  });

  it('is paused and goes on, and says so', async () => {
    await type(`pause ${edge.namespace}`);
    expect(await edge.waitForReason('Paused')).toMatchObject({ status: 'Joined' });

    await type(`resume ${edge.namespace}`);

    await edge.waitForReason('Joined');
  });
});

describe('a copy of a member', () => {
  it('is found out and refused, while the member is served on', async () => {
    await copyKeys();

    const result = await copy.install();

    expect(result.succeeded, result.output).toBe(true);
    const told = await copy.waitForReason('DuplicateIdentity');
    expect(told).toMatchObject({
      status: 'Rejected',
      remedy: expect.stringContaining('kubectl joinery rekey'),
    });
    await waitForReason(primary, edge.namespace, ['IdentityUnique', 'DuplicateIdentity']);
    expect(await obeys(primary, edge.namespace)).toBe(true);
    expect(await edge.status()).toMatchObject({ status: 'Joined', reason: 'Joined' });
  });

  it('becomes a member of its own with new keys and a token for a copy', async () => {
    await type(`rekey --context secondary -n ${copy.namespace} --yes`);
    const { token } = await createToken(primary, { 'joinery.dev/clone': 'true' });
    await copy.giveToken({ token, 'member-name': copy.namespace });
    await copy.waitForStatus('Pending');

    await type(`accept ${copy.namespace}`);

    await copy.waitForStatus('Joined');
    const [one, other] = [await edge.status(), await copy.status()];
    expect(other['thumbprint']).not.toBe(one['thumbprint']);
    expect(other['member-id']).not.toBe(one['member-id']);
  });
});

describe('a primary that is gone for good', () => {
  it('keeps its members from nothing: they leave in time, and join the next set by a new token', async () => {
    await primary.kubectl(['delete', 'namespace', primaryNamespace, setNamespace]);

    const gone = await copy.uninstall('helm4', ['--timeout', '60s']);

    expect(gone.succeeded, gone.output).toBe(true);
    await installPrimary(primary, primaryValues(ingress, ingressCa));
    expect(await edge.waitForReason('AnswerNotProven')).toMatchObject({ status: 'Joined' });
    const before = await edge.status();
    await edge.giveToken({ token: (await createToken(primary)).token, 'member-name': edge.namespace });
    await edge.waitForReason('Joined');
    expect((await edge.status())['member-id']).not.toBe(before['member-id']);
    expect(await obeys(primary, edge.namespace)).toBe(true);
  });
});
