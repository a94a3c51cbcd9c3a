import { expect, it } from 'vitest';
import type { Member, MemberStatus } from '../../jobs/core/membership/member.ts';
import { renderChart } from './render-chart.ts';

/** What the programs write; the compiler holds each list to its type. */
const fields = {
  spec: { accepted: true, paused: true, rotateKeys: true } satisfies Record<
    keyof NonNullable<Member['spec']>,
    true
  >,
  status: {
    id: true,
    thumbprint: true,
    clusterUID: true,
    keys: true,
    keysChangedAt: true,
    versions: true,
    report: true,
    reportDigest: true,
    keysExpireAt: true,
    endpoint: true,
    joinedAt: true,
    leftAt: true,
    lastSeenTime: true,
    conditions: true,
  } satisfies Record<keyof MemberStatus, true>,
};

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
}

interface Version {
  readonly schema: { readonly openAPIV3Schema: Schema };
}

it.for(['spec', 'status'] as const)(
  'the kind Member keeps every field of %s that is written',
  async (part) => {
    const manifests = await renderChart({ values: 'primary' });
    const kind = manifests.find((manifest) => manifest.kind === 'CustomResourceDefinition');
    const [version] = (kind?.spec?.['versions'] ?? []) as [Version];

    const kept = version.schema.openAPIV3Schema.properties[part]?.properties ?? {};

    // The API server drops what a schema does not name, without a word.
    expect(Object.keys(kept).toSorted()).toEqual(Object.keys(fields[part]).toSorted());
  },
);
