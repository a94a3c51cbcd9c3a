import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import type { Distribution } from '../../../../jobs/core/distribution/distribution.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aShelf } from '../../../builders/a-shelf.ts';

const examples = [...readFileSync('docs/distribution.md', 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)].map(
  ([, text = '']) => parse(text) as Distribution,
);

/** What the examples refer to. */
const referred = [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'registry-login', namespace: setNamespace } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'shop-proxy', namespace: setNamespace, labels: { share: 'true' } },
  },
];

it.for(examples)('the hub renders the example $metadata.name of docs/distribution.md', async ({ spec }) => {
  const set = aShelf();
  for (const object of referred) set.objects.edit(object, 'person');
  await set.join('edge-7', { region: 'eu', tier: 'edge' });
  const uid = await set.distribute(spec);
  await set.start();

  expect(set.shelf.findings(uid)).toEqual(new Map());
  expect(set.partsFor('edge-7')).toMatchObject([{ complete: spec.rollout?.maxAtOnce === undefined }]);
  set.stop.abort(new Error('the test is over'));
});
