import { beforeEach, describe, expect, it } from 'vitest';
import { diagnosePrimary } from '../../../builders/a-doctor.ts';
import { releaseNamespace, setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { FakeNetwork } from '../../../fakes/fake-network.ts';

let primary: Primary;

beforeEach(async () => {
  primary = await aPrimary();
  await primary.mint('join-token-a');
  await primary.kubernetes.create('Deployment', {
    metadata: { name: 'joinery-hub', namespace: releaseNamespace },
    spec: { replicas: 2 },
    status: { readyReplicas: 2 },
  });
});

async function damage(name: string): Promise<void> {
  const secret = await primary.kubernetes.get('Secret', { namespace: setNamespace, name });
  if (secret === undefined) throw new Error(`There is no Secret ${name} to damage`);
  await primary.kubernetes.update('Secret', { ...secret, data: { other: 'YQ==' } });
}

describe('runDoctor() on a primary', () => {
  it('finds nothing wrong, and changes nothing', async () => {
    const before = primary.kubernetes.dump();

    const { report, named } = await diagnosePrimary(primary);

    expect(report).toMatchObject({ mode: 'primary', worst: 'ok' });
    expect(named('skipped')).toEqual(['certificate']);
    expect(primary.kubernetes.dump()).toBe(before);
  });

  it('only warns of a URL that does not work from inside', async () => {
    const network = new FakeNetwork();
    network.resolved = { failure: 'its name is not known to DNS' };

    const { report, findings } = await diagnosePrimary(primary, { network });

    expect(report.worst).toBe('warning');
    expect(findings['dns']?.found).toContain('Members may see it otherwise');
    expect(findings['tcp']?.severity).toBe('skipped');
  });

  it('says which fields an older CRD lacks', async () => {
    primary.kubernetes.fields = { ...primary.kubernetes.fields, spec: ['accepted'] };

    expect((await diagnosePrimary(primary)).findings['crd']).toMatchObject({
      severity: 'error',
      found: expect.stringContaining('it lacks spec.paused'),
    });
  });

  it('says that the CRD is missing', async () => {
    primary.kubernetes.missingKinds.add('Member');

    expect((await diagnosePrimary(primary)).named('error')).toEqual(['crd']);
  });

  it('says that the keys of a set with members are gone', async () => {
    await primary.remove('Secret', 'hub-identity');

    const { findings, named } = await diagnosePrimary(primary);

    expect(findings['hub-identity']?.found).toContain('no Secret "hub-identity"');
    expect(named('skipped')).toContain('endpoint');
  });

  it('says that the keys are damaged', async () => {
    await damage('hub-identity');

    expect((await diagnosePrimary(primary)).named('error')).toEqual(['hub-identity']);
  });

  it('warns of a verifier that was altered', async () => {
    const verifier = await primary.readVerifier('join-token-a');
    await damage(`verifier-${verifier?.tokenId}`);

    expect((await diagnosePrimary(primary)).findings['verifiers']).toMatchObject({
      severity: 'warning',
      found: expect.stringContaining(`verifier-${verifier?.tokenId}`),
    });
  });

  it.for([
    [1, 'warning'],
    [0, 'error'],
  ] as const)('says that %i of 2 replicas are ready', async ([readyReplicas, severity]) => {
    const ref = { namespace: releaseNamespace, name: 'joinery-hub' };
    const deployment = await primary.kubernetes.get('Deployment', ref);
    if (deployment === undefined) throw new Error('There is no Deployment');
    await primary.kubernetes.update('Deployment', { ...deployment, status: { readyReplicas } });

    expect((await diagnosePrimary(primary)).findings['deployment']?.severity).toBe(severity);
  });
});
