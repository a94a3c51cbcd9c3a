import isDeliveryReport from '#validators/delivery-report';
import { componentLabel, components, primaryNames } from '../../core/kubernetes/names.ts';
import type { ConfigMap } from '../../core/kubernetes/objects.ts';
import type { SaidReport } from './said-report.ts';

/** Builds the ConfigMap that keeps a member's report; its name follows from the member's. */
export function buildStoredReport(namespace: string, member: string, said: SaidReport): ConfigMap {
  return {
    metadata: {
      namespace,
      name: primaryNames.deliveryReport(member),
      labels: { [componentLabel]: components.deliveryReport },
    },
    data: {
      report: JSON.stringify(said.report),
      digest: said.digest,
      instance: said.instance,
      sequence: String(said.sequence),
      'said-at-ms': String(said.saidAtMs),
    },
  };
}

/** Reads it back; `undefined` for a ConfigMap that is none, or was edited until it made no sense. */
export function parseStoredReport({
  metadata,
  data = {},
}: ConfigMap): { member: string; said: SaidReport } | undefined {
  const [, member] = /^delivery-(.+)$/.exec(metadata.name ?? '') ?? [];
  if (metadata.labels?.[componentLabel] !== components.deliveryReport || member === undefined)
    return undefined;
  const { digest = '', instance = '', sequence, 'said-at-ms': saidAtMs } = data;
  const report = parseJson(data['report']);
  if (!isDeliveryReport(report)) return undefined;
  // A number that was edited away is that of a word before all others.
  const said = { report, digest, instance, sequence: readCount(sequence), saidAtMs: readCount(saidAtMs) };
  return { member, said };
}

function readCount(text = ''): number {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : 0;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
