import { describe, expect, it } from 'vitest';
import type { Distribution, DistributionStatus, Source } from '../../jobs/core/distribution/distribution.ts';
import { memberFields } from '../../jobs/core/membership/member.ts';
import { renderChart } from './render-chart.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Version {
  readonly schema: { readonly openAPIV3Schema: Schema };
}

/** What people and programs write; the compiler holds each list to its type. */
const distributionFields = {
  spec: {
    placement: true,
    sources: true,
    values: true,
    clusterValues: true,
    conflict: true,
    deletion: true,
    createNamespaces: true,
    ignore: true,
    rollout: true,
    suspend: true,
    dryRun: true,
  } satisfies Record<keyof Distribution['spec'], true>,
  source: {
    manifest: true,
    manifests: true,
    ref: true,
    select: true,
    targetNamespace: true,
    confidential: true,
    template: true,
  } satisfies Record<keyof Source, true>,
  clusters: {
    placed: true,
    applied: true,
    applying: true,
    failed: true,
    held: true,
    waiting: true,
  } satisfies Record<keyof NonNullable<DistributionStatus['clusters']>, true>,
  status: {
    observedGeneration: true,
    revision: true,
    clusters: true,
    failures: true,
    rollout: true,
    conditions: true,
  } satisfies Record<keyof DistributionStatus, true>,
};

async function schemaOf(kind: string): Promise<Readonly<Record<string, Schema>>> {
  const manifests = await renderChart({ values: 'primary' });
  const definition = manifests.find(({ metadata }) => metadata.name === `${kind}.joinery.dev`);
  const [version] = (definition?.spec?.['versions'] ?? []) as [Version];
  return version.schema.openAPIV3Schema.properties ?? {};
}

/** The API server drops what a schema does not name, without a word. */
function fieldsOf(schema: Schema | undefined): string[] {
  return Object.keys(schema?.properties ?? {}).toSorted();
}

describe('the kind Member', () => {
  it.for(['spec', 'status'] as const)('keeps every field of %s that is written', async (part) => {
    const schema = await schemaOf('members');

    expect(fieldsOf(schema[part])).toEqual(Object.keys(memberFields[part]).toSorted());
  });
});

describe('the kind Distribution', () => {
  it('keeps every field that is written', async () => {
    const { spec, status } = await schemaOf('distributions');

    expect(fieldsOf(spec)).toEqual(Object.keys(distributionFields.spec).toSorted());
    expect(fieldsOf(spec?.properties?.['sources']?.items)).toEqual(
      Object.keys(distributionFields.source).toSorted(),
    );
    expect(fieldsOf(status)).toEqual(Object.keys(distributionFields.status).toSorted());
    expect(fieldsOf(status?.properties?.['clusters'])).toEqual(
      Object.keys(distributionFields.clusters).toSorted(),
    );
  });
});
