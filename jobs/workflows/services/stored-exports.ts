import isExportsRequest, { type ExportsRequest } from '#validators/exports-request';
import { componentLabel, components, primaryNames } from '../../core/kubernetes/names.ts';
import type { ConfigMap } from '../../core/kubernetes/objects.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';

/** What a member said last of its exports, and when. */
export interface StoredExports extends Omit<ExportsRequest, 'name'> {
  /** Signed time of sending. */
  readonly sentAtMs: number;
}

/** Builds the ConfigMap that keeps a member's exports. It goes with the `Member`. */
export function buildStoredExports(
  { metadata: { namespace = '', name, uid } }: Stored<Member>,
  { sentAtMs, ...exports }: StoredExports,
): ConfigMap {
  return {
    metadata: {
      namespace,
      name: primaryNames.serviceExports(name),
      labels: { [componentLabel]: components.serviceExports },
      ownerReferences: [{ apiVersion: 'joinery.dev/v1alpha1', kind: 'Member', name, uid }],
    },
    data: { exports: JSON.stringify({ name, ...exports }), 'sent-at-ms': String(sentAtMs) },
  };
}

/** Reads it back; `undefined` for a ConfigMap that is none, or was edited until it made no sense. */
export function parseStoredExports({ metadata, data = {} }: ConfigMap): [string, StoredExports] | undefined {
  if (metadata.labels?.[componentLabel] !== components.serviceExports) return undefined;
  const exports = parseJson(data['exports']);
  if (!isExportsRequest(exports) || metadata.name !== primaryNames.serviceExports(exports.name))
    return undefined;
  const { name, ...rest } = exports;
  return [name, { ...rest, sentAtMs: Number(data['sent-at-ms']) || 0 }];
}

function parseJson(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
