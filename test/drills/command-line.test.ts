import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { createCommandLine } from '../releases/command-line.ts';
import { waitForReason } from '../releases/member-object.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const { primary, secondary } = await openE2e();
const joinery = createCommandLine(primary, secondary);
const folder = mkdtempSync(join(tmpdir(), 'joinery-command-line-'));

/** Of a `Member` as JSON. */
function readStatus(text: string): { id: string; thumbprint: string } {
  return (JSON.parse(text) as { status: { id: string; thumbprint: string } }).status;
}

/** Nothing stands in the way any more, as `mc-join-status` says. */
function isInTouch(status: Record<string, string>): boolean {
  return status['status'] === 'Joined' && status['remedy'] === '';
}

describe('the command line', () => {
  let release: SecondaryRelease;
  let name: string;
  let there: string;

  beforeAll(async () => {
    release = await SecondaryRelease.prepare(secondary);
    name = release.namespace;
    there = `--context secondary -n ${name}`;
    const installed = await release.install();
    if (!installed.succeeded) throw new Error(`The secondary was not installed: ${installed.output}`);
  });

  afterAll(async () => {
    await release.uninstall();
    await release.remove();
    rmSync(folder, { recursive: true });
  });

  it('joins from a terminal that has both clusters at hand, and again without a change', async () => {
    const contexts = '--primary-context primary --secondary-context secondary';
    const line = `bootstrap ${contexts} --secondary-namespace ${name} --member-name ${name}`;

    const first = await joinery(line);
    const second = await joinery(line);

    expect(first, first.stderr).toMatchObject({ exitCode: 0, stdout: `member.joinery.dev/${name} joined` });
    expect(second, second.stderr).toMatchObject({ exitCode: 0, stdout: `member.joinery.dev/${name} joined` });
    expect(await release.status()).toMatchObject({ status: 'Joined', 'member-name': name });
  });

  it('shows the set, and removes no member that is in touch', async () => {
    const isOnline = (table: string) => new RegExp(`\\n${name} +True +True `).test(table);
    await waitFor('the member to be online', async () => (await joinery('members')).stdout, isOnline);

    const status = await joinery(`status ${there}`);
    const removal = await joinery(`remove ${name}`);

    expect(status.stdout).toMatch(new RegExp(`\\nsecondary +${name} +Joined `));
    expect(removal).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('JOINERY_MEMBER_IN_TOUCH'),
    });
  });

  it('saves the set, and brings a removed member back from the file', async () => {
    const file = join(folder, 'set.json');
    const saved = await joinery(`backup ${file}`);
    expect(saved, saved.stderr).toMatchObject({ exitCode: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = await joinery(`members ${name} -o json`);
    await joinery(`remove ${name} --force`);

    const restored = await joinery(`restore ${file}`);

    expect(restored, restored.stderr).toMatchObject({ exitCode: 0 });
    const after = await joinery(`members ${name} -o json`);
    expect(readStatus(after.stdout).id).toBe(readStatus(before.stdout).id);
    expect(readStatus(after.stdout).thumbprint).toBe((await release.status())['thumbprint']);
    await waitFor('the member to be in touch', async () => release.status(), isInTouch);
  });

  it('gives new keys to a cluster, which comes back under its name with a token for that', async () => {
    const before = (await release.status())['thumbprint'];
    const rekeyed = await joinery(`rekey ${there} --yes`);
    expect(rekeyed, rekeyed.stderr).toMatchObject({ exitCode: 0 });
    const token = await joinery(`token create --member-name ${name} --replace`);
    expect(token.stdout).toMatch(/^jnry_[A-Za-z0-9_-]+$/);

    const joined = await joinery(`join ${there} --member-name ${name}`, token.stdout);

    expect(joined, joined.stderr).toMatchObject({ exitCode: 0 });
    expect((await release.status())['thumbprint']).not.toBe(before);
  });

  it('leaves, which the agent tells the primary, and waits for another token', async () => {
    const left = await joinery(`leave ${there}`);

    // The ingress has its name inside the clusters only: nobody here could tell the primary.
    expect(left, left.stderr).toMatchObject({ exitCode: 0, stdout: 'This cluster left the set.' });
    await waitForReason(primary, name, ['Joined', 'Left']);
    await release.waitForStatus('Waiting');
  });

  it.for([
    ['members --context nobody', 2, 'there is no context "nobody"'],
    ['members --context secondary', 1, 'JOINERY_KUBERNETES_KIND_MISSING'],
    ['accept nobody', 2, 'Cannot find the member "nobody"'],
    ['join --context secondary -n default', 3, 'JOINERY_NOT_INSTALLED'],
    ['leave --context secondary -n default', 3, 'helm install joinery charts/joinery -n default'],
    ['backup - --context secondary', 1, 'JOINERY_KUBERNETES_KIND_MISSING'],
  ] as const)('refuses %s', async ([line, exitCode, message]) => {
    expect(await joinery(line, 'no token')).toMatchObject({
      exitCode,
      stderr: expect.stringContaining(message),
    });
  });

  it('says which right the user lacks', async () => {
    const token = await secondary.kubectl(['create', 'token', 'default', '-n', name]);
    const cluster = JSON.parse(
      await secondary.kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']),
    ) as { users: { user: object }[] };
    cluster.users = cluster.users.map((user) => ({ ...user, user: { token: token.trim() } }));
    const file = join(folder, 'kubeconfig');
    writeFileSync(file, JSON.stringify(cluster), { mode: 0o600 });

    const { exitCode, stderr } = await joinery(`status --kubeconfig ${file} -n ${name}`);

    expect(exitCode).toBe(3);
    expect(stderr).toContain('the user of context "secondary" may not');
  });
});
