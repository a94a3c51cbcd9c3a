import { describe, expect, it } from 'vitest';
import { findManifest, manifestId, readConfig } from './manifest.ts';
import { parseManifests, renderChart, renderValueSets } from './render-chart.ts';

const manifests = (await renderValueSets()).flatMap(({ text }) => parseManifests(text));
const hooks = manifests.filter(({ kind }) => kind === 'Job');
const others = manifests.filter(
  ({ kind, metadata }) => kind !== 'Job' && 'helm.sh/hook' in (metadata.annotations ?? {}),
);
const temporary = new Set<string | undefined>(['promote', 'join', 'leave', 'demote', 'doctor']);
const byProgram = new Map(hooks.map((hook) => [hook.metadata.labels['app.kubernetes.io/component'], hook]));

describe('hook Jobs', () => {
  it('are promote, join, leave and demote, and only the doctor is a hook besides', () => {
    expect(new Set(byProgram.keys())).toEqual(new Set(['promote', 'join', 'leave', 'demote']));
    expect(new Set(others.map(({ metadata }) => metadata.annotations?.['helm.sh/hook']))).toEqual(
      new Set(['test']),
    );
  });

  it.for([
    ['promote', 'post-install,post-upgrade'],
    ['join', 'post-install,post-upgrade'],
    ['leave', 'pre-delete'],
    ['demote', 'pre-delete'],
  ] as const)('run %s at %s, and stay until they run again', ([program, events]) => {
    expect(byProgram.get(program)?.metadata.annotations).toEqual({
      'helm.sh/hook': events,
      'helm.sh/hook-weight': '0',
      'helm.sh/hook-delete-policy': 'before-hook-creation',
      'helm.sh/hook-output-log-policy': 'hook-failed',
    });
  });

  it('end by themselves and are not tried again where that is useless', () => {
    for (const { spec } of hooks) {
      expect(spec).toMatchObject({
        activeDeadlineSeconds: expect.any(Number),
        backoffLimit: 1,
        podFailurePolicy: {
          rules: [
            { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
            { action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 3, 4, 124] } },
          ],
        },
        template: { spec: { restartPolicy: 'Never' } },
      });
      expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
    }
  });

  it.for([
    ['promote', 120, 60],
    ['join', 180, 120],
    ['leave', 55, 20],
    ['demote', 55, 20],
  ] as const)(
    'stop %s after %i seconds, when the program should have spoken after %i',
    async ([program, job, own]) => {
      const values = program === 'promote' || program === 'demote' ? 'primary' : 'secondary';
      const hook = findManifest(await renderChart({ values }), 'Job', program);

      expect(hook.spec?.['activeDeadlineSeconds']).toBe(job);
      expect(readConfig(hook)).toMatchObject({ deadlineSeconds: own });
    },
  );

  it('take annotations from the values, which win', async () => {
    const annotations = { 'helm.sh/hook-weight': '5', 'argocd.argoproj.io/sync-wave': '3' };
    const values = { ...secondary, hooks: { annotations } };

    expect(findManifest(await renderChart({ values }), 'Job', 'join').metadata.annotations).toMatchObject(
      annotations,
    );
  });

  it.for(['primary', 'secondary'])('of a %s leave nothing behind when switched off', async (mode) => {
    const values = mode === 'primary' ? primary : secondary;
    const [withHooks, without] = await Promise.all([
      renderChart({ values }),
      renderChart({ values: { ...values, hooks: { enabled: false } } }),
    ]);
    const expected = withHooks.filter(
      ({ metadata }) => !temporary.has(metadata.labels['app.kubernetes.io/component']),
    );

    expect(without.map(manifestId)).toEqual(expected.map(manifestId));
    expect(without.map(manifestId).join('\n')).not.toMatch(/promote|demote|leave|doctor/);
  });
});

const primary = {
  multicluster: { primary: { create: true, name: 'eu-central', ingressURL: 'https://hub.example.com' } },
};
const secondary = { multicluster: { secondary: { create: true } } };
