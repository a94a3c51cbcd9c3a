import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
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

/** One cluster, from its declaration in the values of the primary to the end of the set. */
let edge: SecondaryRelease;

beforeAll(async () => {
  edge = await SecondaryRelease.prepare(secondary);
});

afterAll(async () => {
  await edge.uninstall();
  await edge.remove();
});

interface SeenMember {
  readonly metadata: { readonly labels?: Record<string, string> };
  readonly status?: {
    readonly id: string;
    readonly joinedAt: string;
    readonly thumbprint: string;
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

function isOnline({ status }: SeenMember): boolean {
  return status?.conditions.some(({ type, status: is }) => type === 'Online' && is === 'True') === true;
}

async function readMember(): Promise<SeenMember> {
  const args = ['get', 'member', edge.namespace, '-n', setNamespace, '-o', 'json'];
  return JSON.parse(await primary.kubectl(args)) as SeenMember;
}

async function declare(entry: Readonly<Record<string, unknown>>): Promise<void> {
  const members = [{ name: edge.namespace, labels: { tier: 'edge' }, ...entry }];
  await installPrimary(primary, primaryValues(ingress, ingressCa, { members }));
}

/** The token that was made for this cluster, once the hub has filled its Secret. */
async function readDeclaredToken(): Promise<string> {
  const { token = '' } = await waitFor(
    'the declared token',
    async () => primary.readSecret(setNamespace, `join-token-${edge.namespace}`),
    ({ status }) => status === 'Ready',
  );
  return token;
}

async function readHubId(): Promise<string | undefined> {
  return (await primary.readSecret(setNamespace, 'hub-identity'))['chain.json'];
}

async function listMembers(): Promise<string> {
  return primary.kubectl(['get', 'members', '-n', setNamespace, '-o', 'name']);
}

async function uninstallPrimary(): Promise<void> {
  const { succeeded, output } = await primary.helm('helm4', ['uninstall', 'joinery', '-n', primaryNamespace]);
  expect(succeeded, output).toBe(true);
}

describe('a member', () => {
  it('that is declared in the values joins with the token made for it, and has its labels', async () => {
    await declare({});
    await edge.giveToken({ token: await readDeclaredToken() });

    const result = await edge.install();

    expect(result.succeeded, result.output).toBe(true);
    expect(await edge.status()).toMatchObject({ status: 'Joined', 'member-name': edge.namespace });
    expect((await readMember()).metadata.labels).toEqual({ tier: 'edge' });
  });

  it('that lost its namespace comes back by a token that may replace it, as who it was', async () => {
    const before = await readMember();
    await declare({ token: '2', replace: true });
    const token = await readDeclaredToken();
    await edge.loseNamespace();
    await edge.giveToken({ token });

    const result = await edge.install();

    expect(result.succeeded, result.output).toBe(true);
    const after = await readMember();
    expect(after.status?.thumbprint).not.toBe(before.status?.thumbprint);
    expect(after.status).toMatchObject({ id: before.status?.id, joinedAt: before.status?.joinedAt });
    expect(after.metadata.labels).toEqual(before.metadata.labels);
  });

  it('stays one when the primary is uninstalled and installed again, also without its entry', async () => {
    const [hubId, before] = [await readHubId(), await readMember()];
    await uninstallPrimary();

    await installPrimary(primary, {
      ...primaryValues(ingress, ingressCa),
      uninstall: { members: 'release' },
    });

    expect(await readHubId()).toBe(hubId);
    expect((await readMember()).status).toMatchObject({
      id: before.status?.id,
      thumbprint: before.status?.thumbprint,
    });
    expect((await readMember()).metadata.labels ?? {}).toEqual({});
    expect(await edge.status()).toMatchObject({ status: 'Joined' });
  });

  it('is told when the set is dissolved, and joins the next one by a new token', async () => {
    const hubId = await readHubId();
    await waitFor('the member to be online', readMember, isOnline);
    await uninstallPrimary();
    expect([await listMembers(), await readHubId()]).toEqual(['', undefined]);
    expect(await edge.waitForStatus('Left')).toMatchObject({ reason: 'SetDissolved' });

    await installPrimary(primary, primaryValues(ingress, ingressCa));
    await edge.giveToken({ token: (await createToken(primary)).token, 'member-name': edge.namespace });

    await waitFor('the new set to have both members', listMembers, (names) => names.includes(edge.namespace));
    expect(await readHubId()).not.toBe(hubId);
    expect(await edge.waitForStatus('Joined')).toMatchObject({ 'member-name': edge.namespace });
  });
});
