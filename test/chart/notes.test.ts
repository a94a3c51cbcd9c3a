import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { helms } from './helm.ts';
import { chartFolder, renderText, valueSets } from './render-chart.ts';

/** Helm shows notes only on install, so a copy of the chart renders them as a document. */
const chart = mkdtempSync(join(tmpdir(), 'joinery-notes-'));
cpSync(chartFolder, chart, { recursive: true });
writeFileSync(
  join(chart, 'templates', 'shown-notes.yaml'),
  'notes: {{ include (print .Template.BasePath "/NOTES.txt") . | toJson }}\n',
);

afterAll(() => {
  rmSync(chart, { recursive: true });
});

async function renderNotes(values: string | object, helm: (typeof helms)[number] = 'helm4'): Promise<string> {
  const text = await renderText(helm, { values, chart, release: 'edge', namespace: 'federation-system' });
  const [, json = ''] = /^notes: (.*)$/m.exec(text) ?? [];
  return JSON.parse(json) as string;
}

describe('the notes', () => {
  it.for(valueSets)('of %s are the same by both Helms, and never show a token', async (values) => {
    const [by3, by4] = await Promise.all(helms.map(async (helm) => renderNotes(values, helm)));

    expect(by4).toBe(by3);
    expect(by4).not.toContain('jnry_');
    expect(by4).not.toMatch(/<no value>|%!/);
  });

  it('of a primary give the commands with its names', async () => {
    const notes = await renderNotes('primary');

    expect(notes).toContain('primary "eu-central"');
    expect(notes).toContain('https://hub.example.com/joinery');
    expect(notes).toContain('Service edge-joinery-hub (namespace federation-system, port 80)');
    expect(notes).toContain('namespace: joinery-mc\ntype: joinery.dev/join-token');
    expect(notes).toContain(
      "kubectl -n joinery-mc wait secret/join-token-1 --for=jsonpath='{.data.token}' --timeout=60s\n" +
        'kubectl -n joinery-mc get secret join-token-1',
    );
    expect(notes).toContain('kubectl -n joinery-mc get members');
    expect(notes).toContain('createNamespace=false and crds.install=false');
  });

  it('of a published primary say nothing of publishing', async () => {
    expect(await renderNotes('primary-ingress')).not.toContain('Publish');
  });

  it('of a secondary name the Secret to make and the one to look at', async () => {
    const notes = await renderNotes({
      multicluster: { secondary: { create: true, join: { existingSecret: 'edge-token' } } },
    });

    expect(notes).toContain(
      'kubectl -n federation-system create secret generic edge-token --from-file=token=join-token',
    );
    expect(notes).toContain(
      `kubectl -n federation-system get secret mc-join-status -o go-template='{{range $key, $value := .data}}{{$key}}: {{$value | base64decode}}{{"\\n"}}{{end}}'`,
    );
    expect(notes).toContain('helm uninstall edge -n federation-system');
    expect(notes).toContain('describe pods -l app.kubernetes.io/instance=edge');
  });

  it('of a release without a mode say what to set', async () => {
    const notes = await renderNotes('none');

    expect(notes).toContain('multicluster.primary.create=true');
    expect(notes).toContain('multicluster.secondary.create=true');
    expect(notes).not.toContain('hook Job');
  });

  it('without hooks do not speak of Jobs', async () => {
    expect(await renderNotes('secondary-gitops')).not.toContain('hook Job');
  });
});
