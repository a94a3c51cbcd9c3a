import { beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from '../../../builders/a-doctor.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { FakeNetwork } from '../../../fakes/fake-network.ts';

let primary: Primary;
let secondary: Secondary;

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  await secondary.startAgent();
});

describe('runDoctor() on a secondary', () => {
  it('finds nothing wrong before the join, and changes nothing', async () => {
    const before = [secondary.kubernetes.dump(), primary.kubernetes.dump()];

    const { report, named } = await diagnose(secondary);

    expect(report).toMatchObject({ mode: 'secondary', version: '0.1.0', worst: 'info' });
    expect(named('info')).toEqual(['identity', 'join-status']);
    expect(named('skipped')).toEqual(['proxy', 'ca']);
    expect([secondary.kubernetes.dump(), primary.kubernetes.dump()]).toEqual(before);
  });

  it('finds nothing wrong with a member, and asks nothing about its token', async () => {
    await secondary.join();

    const { report, named, findings } = await diagnose(secondary);

    expect(report.worst).toBe('ok');
    expect(named('skipped')).toEqual(['proxy', 'ca', 'token']);
    expect(findings['identity']?.found).toContain('"edge-7" of "eu-central"');
  });

  it('has little to say where nothing is to be joined', async () => {
    await secondary.remove('Secret', 'mc-join');

    const { report, named } = await diagnose(secondary);

    expect(report.worst).toBe('info');
    expect(named('info')).toEqual(['join-secret', 'identity', 'join-status']);
    expect(named('skipped')).toEqual(expect.arrayContaining(['endpoint', 'dns', 'tls', 'token', 'versions']));
  });

  it('keeps an answer open for 55 seconds when it is to be thorough', async () => {
    const { findings } = await diagnose(secondary, { thorough: true });

    expect(findings['long-poll']).toMatchObject({
      severity: 'ok',
      found: 'An answer was held for 55 seconds.',
    });
  });

  it('tells no secret', async () => {
    const { token = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    const { report } = await diagnose(secondary);

    expect(JSON.stringify([report, secondary.logger.lines])).not.toContain(token.slice(60, 120));
  });
});

describe('runDoctor() on a secondary and its token', () => {
  it('says why the primary would not take it', async () => {
    const other = await aSecondary(primary, { name: 'other' });
    const { token = '' } = await primary.mint('join-token-b');
    await other.giveToken({ token, 'member-name': 'edge-8' });
    await other.join();
    await secondary.giveToken({ token, 'member-name': 'edge-7' });

    const { named, findings } = await diagnose(secondary);

    expect(named('error')).toEqual(['token']);
    expect(findings['token']?.found).toContain('it is spent');
  });

  it('says what is wrong with the Secret, and looks at the way to the hub no further', async () => {
    await secondary.giveToken({ tokne: 'jnry_' });

    const { named, findings } = await diagnose(secondary);

    expect(named('error')).toEqual(['join-secret']);
    expect(findings['endpoint']?.severity).toBe('skipped');
  });

  it('looks at the URL of the new token when a member is to join anew', async () => {
    await secondary.join();
    const { token = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token, 'member-name': 'edge-7', endpoint: 'https://new.example.com' });
    const network = new FakeNetwork();

    await diagnose(secondary, { network });

    expect(network.called).toContain('new.example.com:443');
  });

  it('fetches the CA that the token names', async () => {
    const ca = 'a certificate';
    primary = await aPrimary('other', {}, ca);
    secondary = await aSecondary(primary);
    const { token = '' } = await primary.mint('join-token-a');
    await secondary.giveToken({ token });

    expect((await diagnose(secondary)).findings['ca']).toMatchObject({ severity: 'ok' });
  });
});

describe('runDoctor() on a secondary and its cluster', () => {
  it('names a right that is missing', async () => {
    secondary.kubernetes.forbidden.add('update Secret');

    const { findings } = await diagnose(secondary);

    expect(findings['rights']).toMatchObject({
      severity: 'error',
      found: expect.stringMatching(/may not update secrets in namespace "joinery"\. 1 more/),
    });
  });

  it('says everything that a missing right leaves to be said', async () => {
    secondary.kubernetes.forbidden.add('get Secret');

    const { named } = await diagnose(secondary);

    expect(named('error')).toEqual(['rights', 'join-secret', 'identity', 'join-status']);
  });

  it('ends also when the API server is away', async () => {
    secondary.kubernetes.isAway = true;

    const { named } = await diagnose(secondary);

    expect(named('error')).toEqual(['kubernetes']);
  });

  it('warns of an agent that is not there', async () => {
    await secondary.uninstall();

    expect((await diagnose(secondary)).findings['deployment']?.severity).toBe('warning');
  });

  it('repeats what the status says', async () => {
    const { token = '' } = await primary.mint('join-token-b', { 'joinery.dev/member-name': 'edge-9' });
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_FOR_ANOTHER_NAME' });

    expect((await diagnose(secondary)).findings['join-status']).toMatchObject({
      severity: 'error',
      found: expect.stringContaining('Status Rejected, TokenForAnotherName'),
    });
  });
});

describe('runDoctor() told to ignore', () => {
  beforeEach(() => {
    secondary.hub.middle = async (request, next) => next({ ...request, headers: {} });
  });

  it('counts the errors of that check as warnings', async () => {
    const { report, findings } = await diagnose(secondary, { ignore: ['headers'] });

    expect(report.worst).toBe('warning');
    expect(findings['headers']?.found).toMatch(/\(ignored\)$/);
    expect(findings['token']?.severity).toBe('skipped');
  });

  it('says that there is no such check', async () => {
    const { findings } = await diagnose(secondary, { ignore: ['header'] });

    expect(findings['ignore']).toMatchObject({
      severity: 'warning',
      found: expect.stringContaining('"header"'),
    });
    expect(findings['headers']?.severity).toBe('error');
  });
});
