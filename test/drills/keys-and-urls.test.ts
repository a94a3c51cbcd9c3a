import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { createCommandLine } from '../releases/command-line.ts';
import { obeys, readMember, type SeenMember, waitForReason } from '../releases/member-object.ts';
import { createToken, installPrimary, primaryValues, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const { primary, secondary, ingress, ingressCa } = await openE2e();
const joinery = createCommandLine(primary, secondary);
const otherCa = readFileSync(ingress.otherCaPath, 'utf8');
const nextUrl = `${ingress.url}/next`;

/** One member that follows its hub through all of this, and a token as old as it. */
let edge: SecondaryRelease;
let name: string;
let oldToken: Awaited<ReturnType<typeof createToken>>;

beforeAll(async () => {
  edge = await SecondaryRelease.prepare(secondary);
  name = edge.namespace;
  oldToken = await createToken(primary);
  await edge.giveToken({ token: (await createToken(primary)).token, 'member-name': name });
  const { succeeded, output } = await edge.install();
  if (!succeeded) throw new Error(`The secondary was not installed: ${output}`);
  await waitForReason(primary, name, ['UpToDate', 'UpToDate']);
});

afterAll(async () => {
  await ingress.behave('forward');
  await installPrimary(primary, primaryValues(ingress, ingressCa));
  await edge.uninstall();
  await edge.remove();
});

async function upgradePrimary(values: Readonly<Record<string, unknown>>): Promise<void> {
  await installPrimary(primary, primaryValues(ingress, ingressCa, values));
}

/** Keys of the hub, oldest first: those the hub has, or those the member knows. */
async function readHubKeys(side: 'hub' | 'member'): Promise<string[]> {
  const texts =
    side === 'hub'
      ? await primary.readSecret(setNamespace, 'hub-identity')
      : await secondary.readSecret(name, 'mc-identity');
  const chain = side === 'hub' ? texts['chain.json'] : JSON.stringify(readChain(texts['membership.json']));
  return (JSON.parse(chain ?? '[]') as { key: { x: string } }[]).map(({ key }) => key.x);
}

function readChain(membership = '{}'): unknown {
  return (JSON.parse(membership) as { chain?: unknown }).chain;
}

/** Waits until the hub has one key more than before, signs with it and has dropped the one before. */
async function waitForNewHubKey(before: readonly string[]): Promise<void> {
  await waitFor(
    'the hub to sign with its next key',
    async () => ({
      keys: await readHubKeys('hub'),
      next: (await primary.readSecret(setNamespace, 'hub-identity'))['next.jwk'],
    }),
    ({ keys, next }) => keys.length === before.length + 1 && next === undefined,
  );
}

async function scaleAgent(replicas: number): Promise<void> {
  await secondary.kubectl(['scale', 'deployment', 'joinery-agent', '-n', name, `--replicas=${replicas}`]);
}

async function waitForEndpoint(url: string): Promise<void> {
  await waitFor(
    `the member to call ${url}`,
    async () => readMember(primary, name),
    (member) => member?.status?.endpoint === url,
  );
  await waitForReason(primary, name, ['UpToDate', 'UpToDate']);
}

/** Who a member is, whatever its keys. */
function selfOf(member: SeenMember | undefined): unknown {
  const { id, joinedAt } = member?.status ?? {};
  return { id, joinedAt, uid: member?.metadata.uid, labels: member?.metadata.labels };
}

describe('keys', () => {
  it('of a member change by command, seen on both sides, and it stays who it is', async () => {
    const before = await readMember(primary, name);

    const { exitCode, stderr } = await joinery(`rotate member ${name}`);

    expect(exitCode, stderr).toBe(0);
    const after = await waitFor(
      'the member to show another key',
      async () => readMember(primary, name),
      (member) => member?.status?.thumbprint !== before?.status?.thumbprint,
    );
    expect(selfOf(after)).toEqual(selfOf(before));
    await waitFor(
      'the other side to show it too',
      async () => edge.status(),
      ({ thumbprint, status }) => status === 'Joined' && thumbprint === after?.status?.thumbprint,
    );
  });

  it('of the hub change by values while the member is in touch, which follows', async () => {
    const before = await readHubKeys('hub');
    const rotation = { hubKey: `after ${before.at(-1)}`, overlap: '5s' };
    await upgradePrimary({ additionalURLs: [nextUrl], rotation });

    await waitForNewHubKey(before);

    expect(await obeys(primary, name)).toBe(true);
    const after = await readHubKeys('hub');
    expect(after.slice(0, -1)).toEqual(before);
    expect(await readHubKeys('member')).toEqual(after);
  });

  it('of the hub change by command while the member is away all the time, which follows too', async () => {
    const before = await readHubKeys('hub');
    await scaleAgent(0);

    const { exitCode, stderr } = await joinery('rotate hub');

    expect(exitCode, stderr).toBe(0);
    await waitForNewHubKey(before);
    await scaleAgent(1);
    expect(await obeys(primary, name)).toBe(true);
    expect(await readHubKeys('member')).toEqual(await readHubKeys('hub'));
  });

  it('of the hub that are gone still vouch for the tokens of their time', async () => {
    const before = await readMember(primary, name);
    await edge.giveToken({ token: oldToken.token, 'member-name': name });

    await waitFor(
      'the old token to be used',
      async () => primary.readSecret(setNamespace, oldToken.secretName),
      ({ status }) => status === 'Spent',
    );

    expect(selfOf(await readMember(primary, name))).toEqual(selfOf(before));
  });
});

describe('the URL of the hub', () => {
  it('shows a certificate of a CA that nobody told of, which ca.crt of the join Secret mends', async () => {
    await ingress.behave('other-ca');
    const { remedy } = await edge.waitForReason('HubTlsUntrusted');
    expect(remedy).toContain('ca.crt');

    await edge.giveToken({ token: oldToken.token, 'member-name': name, 'ca.crt': otherCa });

    expect(await obeys(primary, name)).toBe(true);
    await edge.waitForReason('Joined');
  });

  it('and its CA change while the member can be told of neither, which moves all the same', async () => {
    await ingress.behave('forward');
    await edge.giveToken({ token: oldToken.token, 'member-name': name });
    expect(await obeys(primary, name)).toBe(true);
    await ingress.behave('other-ca');

    await upgradePrimary({ ingressURL: nextUrl, additionalURLs: [ingress.url], caBundle: otherCa });

    await waitForEndpoint(nextUrl);
    expect(await edge.status()).toMatchObject({ status: 'Joined' });
  });

  it('changes back, the other one goes, and the member has moved before that', async () => {
    await upgradePrimary({ caBundle: `${otherCa}${ingressCa}` });
    await waitForEndpoint(ingress.url);

    await ingress.behave('forward');

    expect(await obeys(primary, name)).toBe(true);
  });
});
