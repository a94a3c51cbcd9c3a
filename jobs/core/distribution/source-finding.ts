import type { RenderFinding, RenderReason } from './render-finding.ts';

const remedies: Readonly<Record<RenderReason, string>> = {
  SourceInvalid: 'Mend it where it is written.',
  SourceNotFound: 'Create it on the primary, or take the source out of the Distribution.',
  SourceNotGranted: 'Grant it by multicluster.primary.sources, or copy it into the namespace of the set.',
  SourceNotRead: 'Wait, since the hub tries again.',
  TemplateInvalid: 'Mend the template, or set template: false on the source where the braces are meant.',
  NameUnknown: 'Give the cluster that label, or set the value in values or clusterValues.',
  ValueInvalid: 'Change the value, or the template around it.',
  TooLarge: 'Split it up.',
  DuplicateObject: 'Take it out of all sources but one.',
};

/** What a finding is about. */
export interface FindingFacts {
  readonly reason: RenderReason;
  /** Index in `spec.sources`. */
  readonly source: number;
  /** Such as `ConfigMap shop/colours`, if it is known. */
  readonly object?: string | undefined;
  /** Completes the sentence "Cannot take ConfigMap shop/colours of source 1: …". */
  readonly found: string;
  /** Left out for what is usual. */
  readonly remedy?: string | undefined;
}

/** Puts a finding into words. Sources are counted from 1 there, as people do. */
export function buildFinding({ reason, source, object, found, remedy }: FindingFacts): RenderFinding {
  const what = object === undefined ? `source ${source + 1}` : `${object} of source ${source + 1}`;
  return {
    reason,
    message: `Cannot take ${what}: ${found}.`,
    remedy: remedy ?? remedies[reason],
    source,
    ...(object === undefined ? {} : { object }),
  };
}
