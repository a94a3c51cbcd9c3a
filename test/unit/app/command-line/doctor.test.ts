import { beforeEach, describe, expect, it } from 'vitest';
import { releaseNamespace } from '../../../builders/a-config.ts';
import { aCommandLine } from '../../../builders/a-command-line.ts';
import { aJoinedSet, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

let secondary: Secondary;
let run: ReturnType<typeof aCommandLine>['run'];

/** The Deployment as the chart makes it: what its programs are told stands in a variable. */
async function render(config: string): Promise<void> {
  const ref = { namespace: releaseNamespace, name: secondary.config.deployment };
  const deployment = found(await secondary.kubernetes.get('Deployment', ref));
  const env = [{ name: 'JOINERY_CONFIG', value: config }];
  const labels = { 'app.kubernetes.io/part-of': 'joinery', 'app.kubernetes.io/component': 'agent' };
  await secondary.kubernetes.update('Deployment', {
    ...deployment,
    metadata: { ...deployment.metadata, labels },
    spec: { replicas: 1, template: { spec: { containers: [{ env }] } } },
    status: { readyReplicas: 1 },
  });
}

beforeEach(async () => {
  const set = await aJoinedSet();
  ({ secondary } = set);
  ({ run } = aCommandLine(set.primary, secondary));
  await render(JSON.stringify(secondary.config));
});

describe('kubectl joinery doctor', () => {
  it('shows what every check found, and ends well when nothing is wrong', async () => {
    const { exitCode, out } = await run('doctor --context edge-7');

    expect(out).toContain('long-poll');
    expect(exitCode).toBe(0);
  });

  it('gives the report to scripts', async () => {
    const { out } = await run('doctor --context edge-7 -o json');

    expect(JSON.parse(out)).toMatchObject({ mode: 'secondary', worst: expect.any(String) as string });
  });

  it('fails when a check finds an error, and says which', async () => {
    await secondary.giveToken({ token: 'cut' });

    const { exitCode, err } = await run('doctor --context edge-7');

    expect(err).toContain('JOINERY_FOUND_UNHEALTHY');
    expect(exitCode).toBe(3);
  });

  it('says so when nothing is installed', async () => {
    const { exitCode, err } = await run('doctor --context edge-7 -n elsewhere');

    expect(err).toContain('JOINERY_NOT_INSTALLED');
    expect(exitCode).toBeGreaterThan(0);
  });

  it('says so when the configuration is of another version', async () => {
    await render('{}');

    expect((await run('doctor --context edge-7')).err).toContain('JOINERY_CONFIG_INVALID');
  });
});
