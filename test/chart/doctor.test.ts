import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import isDoctorConfig from '#validators/doctor-config';
import { memberFields } from '../../jobs/core/membership/member.ts';
import { oldestKubernetes } from '../../jobs/workflows/doctor/cluster-checks.ts';
import { findManifest, readConfig } from './manifest.ts';
import { chartFolder, renderChart } from './render-chart.ts';

const hook = { 'helm.sh/hook': 'test', 'helm.sh/hook-delete-policy': 'before-hook-creation' };

/** The pod as a workload, to be read like the others. */
async function renderDoctor(values: string | object) {
  const pod = findManifest(await renderChart({ values }), 'Pod', 'doctor');
  const { metadata, spec } = pod;
  return {
    pod,
    config: readConfig({ ...pod, spec: { template: { metadata, spec } } } as unknown as typeof pod),
  };
}

describe('the doctor', () => {
  it.for([
    ['primary', 'rel-joinery-hub'],
    ['secondary', 'rel-joinery-agent'],
  ] as const)('of a %s runs at helm test as %s, with the configuration it reads', async ([mode, account]) => {
    const { pod, config } = await renderDoctor(mode);

    expect(pod.metadata.annotations).toEqual(hook);
    expect(pod.spec).toMatchObject({
      serviceAccountName: account,
      activeDeadlineSeconds: 180,
      restartPolicy: 'Never',
      containers: [
        {
          name: 'doctor',
          args: ['doctor.cjs'],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    });
    expect(isDoctorConfig(config), JSON.stringify(isDoctorConfig.errors)).toBe(true);
    expect(config).toMatchObject({ ignore: [], thorough: false, [mode]: { version: '0.1.0' } });
  });

  it('takes the settings of pods and hooks, and what to ignore', async () => {
    const { pod, config } = await renderDoctor({
      multicluster: { secondary: { create: true } },
      pods: { labels: { 'example.com/mesh': 'off' }, annotations: { 'example.com/inject': 'false' } },
      hooks: { annotations: { 'example.com/hook': 'true' } },
      doctor: { ignore: ['long-poll'], thorough: true },
    });

    expect(pod.metadata.labels).toMatchObject({ 'example.com/mesh': 'off' });
    expect(pod.metadata.annotations).toEqual({
      ...hook,
      'example.com/inject': 'false',
      'example.com/hook': 'true',
    });
    expect(config).toMatchObject({ ignore: ['long-poll'], thorough: true });
  });

  it('is not there without a mode', async () => {
    expect((await renderChart({ values: 'none' })).filter(({ kind }) => kind === 'Pod')).toEqual([]);
  });

  it('knows the oldest Kubernetes that the chart allows', () => {
    const { kubeVersion } = parse(readFileSync(`${chartFolder}Chart.yaml`, 'utf8')) as {
      kubeVersion: string;
    };

    expect(kubeVersion).toBe(`>=${oldestKubernetes}.0-0`);
  });

  it('knows fields of Member that the CRD has', async () => {
    const manifests = await renderChart({ values: 'primary' });
    const crd = manifests.find(({ metadata }) => metadata.name === 'members.joinery.dev');
    const [version] = (crd?.spec?.['versions'] ?? []) as Version[];
    const fields = version?.schema.openAPIV3Schema.properties;
    const known = { spec: fields?.spec.properties ?? {}, status: fields?.status.properties ?? {} };

    expect(Object.keys(known.spec)).toEqual(expect.arrayContaining(Object.keys(memberFields.spec)));
    expect(Object.keys(known.status)).toEqual(expect.arrayContaining(Object.keys(memberFields.status)));
  });
});

interface Version {
  readonly schema: {
    readonly openAPIV3Schema: {
      readonly properties: Readonly<Record<'spec' | 'status', { readonly properties: object }>>;
    };
  };
}
