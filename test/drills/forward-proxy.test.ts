import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingressPlan } from '../../ci/clusters/cluster-set.ts';
import { openE2e } from '../releases/cluster-access.ts';
import { obeys } from '../releases/member-object.ts';
import { createToken } from '../releases/primary-release.ts';
import { ProxyPod } from '../releases/proxy-pod.ts';
import { readDoctor } from '../releases/read-doctor.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';

const { primary, secondary } = await openE2e();

/** A member that may reach its hub by the proxy alone. */
let edge: SecondaryRelease;
let proxy: ProxyPod;

beforeAll(async () => {
  edge = await SecondaryRelease.prepare(secondary);
  proxy = await ProxyPod.prepare(secondary, edge.namespace);
  await edge.giveToken({ token: (await createToken(primary)).token, 'member-name': edge.namespace });
});

afterAll(async () => {
  await edge.uninstall();
  await edge.remove();
});

describe('a member behind a forward proxy', () => {
  it('takes no other way: without the proxy it cannot join, with it it does', async () => {
    const installing = edge.install({ secondary: { connection: { proxyURL: proxy.url } } });
    expect(await edge.waitForReason('HubUnreachable')).toMatchObject({ status: 'Joining' });

    await proxy.start();

    const { succeeded, output } = await installing;
    expect(succeeded, output).toBe(true);
    expect(await edge.status()).toMatchObject({ status: 'Joined' });
    expect(new Set(await proxy.listTargets())).toEqual(new Set([`${ingressPlan.hostName}:443`]));
  });

  it('hears its hub through it, on few connections, and again after the proxy was away', async () => {
    expect(await obeys(primary, edge.namespace)).toBe(true);
    const targets = await proxy.listTargets();
    expect(targets.length).toBeLessThan(10);

    await proxy.stop();
    await proxy.start();

    expect(await obeys(primary, edge.namespace)).toBe(true);
  });

  it('is told by the doctor how the proxy does', async () => {
    const { results, output } = await readDoctor(secondary, edge.namespace, 'helm4');

    expect(results, output).toMatchObject({ proxy: 'ok', path: 'ok' });
  });
});
