import type { Manifest, StoredManifest } from '../kubernetes/manifest.ts';
import { exportLabels } from '../exports/export-names.ts';
import { isExport, rankExports, restoreExport } from '../exports/restore-export.ts';
import { matchLabels } from '../kubernetes/match-labels.ts';
import { describeKey, keyOf, keyText } from '../kubernetes/object-key.ts';
import type { Distribution, LabelSelector, Source } from './distribution.ts';
import { isDeep } from './is-deep.ts';
import { findDependencies, type NamedTarget } from './find-dependencies.ts';
import { finishManifest, type Finishing } from './finish-manifest.ts';
import { isShared } from './is-shared.ts';
import { locateSource, type SourceGrant, type SourceTarget } from './locate-source.ts';
import { parseManifests } from './parse-manifests.ts';
import type { RenderFinding } from './render-finding.ts';
import { buildFinding, type FindingFacts } from './source-finding.ts';
import { Template } from './template.ts';

/** What is known of the objects of a kind and namespace on the primary. */
export type SourceView =
  | { readonly state: 'Reading' }
  /** All that are there, by name. */
  | { readonly state: 'Read'; readonly objects: ReadonlyMap<string, StoredManifest> }
  /** The API server does not give them. */
  | { readonly state: 'Refused'; readonly found: string; readonly remedy: string };

/** An object of a source: as it goes to every member, or as it is filled in for each. */
export type SourceObject = {
  /** Index in `spec.sources`. */
  readonly source: number;
  readonly isConfidential: boolean;
  /** Member that has it already, since it is from there. */
  readonly exportedBy?: string | undefined;
} & ({ readonly manifest: Manifest } | { readonly template: Template; readonly finishing: Finishing });

/** The sources of a Distribution, before anything is filled in. With a finding, it is not all there is. */
export interface ResolvedSources {
  readonly objects: readonly SourceObject[];
  readonly findings: readonly RenderFinding[];
  /** What was copied from the primary. */
  readonly copies: readonly Manifest[];
  /** Whether something is not known yet, which will be in a moment. */
  readonly isReading: boolean;
}

/** By what sources are resolved. */
export interface SourceContext {
  /** Namespace of the set. */
  readonly own: string;
  readonly grants: readonly SourceGrant[];
  /** Looks at what is known of a kind and namespace, or of one object. */
  readonly look: (target: SourceTarget) => SourceView;
}

/** Resolves every source: reads what is written in place, and finds what is referred to, with what that depends on. */
export function resolveSources({ spec }: Distribution, context: SourceContext): ResolvedSources {
  const resolver = new Resolver(context);
  for (const [index, source] of spec.sources.entries()) resolver.take(source, index);
  return resolver;
}

class Resolver implements ResolvedSources {
  readonly objects: SourceObject[] = [];
  readonly findings: RenderFinding[] = [];
  readonly copies: Manifest[] = [];
  isReading = false;
  readonly #context: SourceContext;
  readonly #copied = new Set<string>();

  constructor(context: SourceContext) {
    this.#context = context;
  }

  take(source: Source, index: number): void {
    if (source.manifest !== undefined) this.#addDocument(source.manifest, source, index);
    if (source.manifests !== undefined) this.#takeText(source.manifests, source, index);
    if (source.ref !== undefined) {
      this.#takeOne({ ...source.ref, namespace: source.ref.namespace ?? this.#context.own }, source, index);
    }
    if (source.select !== undefined) this.#takeSelected(source.select, source, index);
  }

  #takeText(text: string, source: Source, index: number): void {
    const parsed = parseManifests(text);
    if ('found' in parsed) {
      this.#find({ reason: 'SourceInvalid', source: index, found: parsed.found });
      return;
    }
    for (const document of parsed.documents) this.#addDocument(document, source, index);
    if (parsed.documents.length === 0) {
      this.#find({ reason: 'SourceInvalid', source: index, found: 'there is no manifest in it' });
    }
  }

  #takeOne(target: NamedTarget, source: Source, index: number): void {
    const objects = this.#read(target, index);
    if (objects === undefined) return;
    const object = describeKey(target);
    const found = objects.get(target.name);
    if (found === undefined) {
      this.#find({ reason: 'SourceNotFound', source: index, object, found: 'it is not there' });
    } else if (isShared(found)) this.#addCopy(found, source, index);
    else {
      const remedy = 'Take another one: this one is for the primary alone.';
      this.#find({
        reason: 'SourceNotGranted',
        source: index,
        object,
        found: 'it stays where it is',
        remedy,
      });
    }
  }

  /**
   * By name, so that all replicas come to the same list, and exports of members by age. What is for the primary alone
   * is not among them, nor are exports unless the selector asks for them: no member puts something into others by chance.
   */
  #takeSelected(select: NonNullable<Source['select']>, source: Source, index: number): void {
    const { apiVersion, kind, namespace = this.#context.own, selector = {} } = select;
    const objects = this.#read({ apiVersion, kind, namespace }, index);
    const names = [...(objects?.keys() ?? [])].toSorted();
    for (const object of rankExports(names.flatMap((name) => objects?.get(name) ?? []))) {
      if (!isShared(object) || !matchLabels(selector, object.metadata.labels ?? {})) continue;
      if (isExport(object) && !asksForExports(selector)) continue;
      this.#addCopy(object, source, index);
    }
  }

  #read(target: SourceTarget, index: number): ReadonlyMap<string, StoredManifest> | undefined {
    const { own, grants, look } = this.#context;
    const { kind, namespace, name } = target;
    const object = name === undefined ? `${kind} of ${namespace}` : describeKey({ ...target, name });
    const located = locateSource(target, { own, grants });
    if (located === undefined) {
      this.#find({ reason: 'SourceNotGranted', source: index, object, found: 'it is not granted' });
      return undefined;
    }
    const view = look(located);
    if (view.state === 'Read') return view.objects;
    if (view.state === 'Reading') this.isReading = true;
    else
      this.#find({ reason: 'SourceNotRead', source: index, object, found: view.found, remedy: view.remedy });
    return undefined;
  }

  /** What several sources, or objects, lead to goes along once; of exports under one name, the one that was first. */
  #addCopy(stored: StoredManifest, source: Source, index: number): void {
    const { manifest: object, exportedBy } = restoreExport(stored);
    const { targetNamespace, template: isTemplate = false, confidential: isConfidential = false } = source;
    const key = `${targetNamespace ?? ''} ${keyText(keyOf(object))}`;
    if (this.#copied.has(key)) return;
    this.#copied.add(key);
    for (const dependency of findDependencies(object)) {
      this.#takeOne(dependency, { ...source, template: false }, index);
    }
    const finishing = { isCopy: true, targetNamespace };
    const finished = finishManifest(object, finishing);
    if (!('manifest' in finished)) {
      this.#find({ ...finished, source: index, object: describeKey(keyOf(object)) });
      return;
    }
    this.copies.push(finished.manifest);
    if (isTemplate) this.#add(finished.manifest, source, { index, finishing, exportedBy });
    else this.objects.push({ source: index, isConfidential, manifest: finished.manifest, exportedBy });
  }

  #addDocument(document: unknown, source: Source, index: number): void {
    const { template = true, targetNamespace } = source;
    this.#add(document, { ...source, template }, { index, finishing: { isCopy: false, targetNamespace } });
  }

  #add(
    document: unknown,
    { template: isTemplate = false, confidential: isConfidential = false }: Source,
    {
      index,
      finishing,
      exportedBy,
    }: { index: number; finishing: Finishing; exportedBy?: string | undefined },
  ): void {
    // What is too deep is not worth filling in: it is no object.
    const template = isTemplate && !isDeep(document) ? new Template(document) : undefined;
    for (const { reason, place, found } of template?.findings ?? []) {
      this.#find({ reason, source: index, found: `at ${place} ${found}` });
    }
    if (template !== undefined && template.isFilledIn) {
      this.objects.push({ source: index, isConfidential, template, finishing, exportedBy });
      return;
    }
    const finished = finishManifest(document, finishing);
    if ('manifest' in finished)
      this.objects.push({ source: index, isConfidential, manifest: finished.manifest, exportedBy });
    else this.#find({ ...finished, source: index });
  }

  #find(facts: FindingFacts): void {
    this.findings.push(buildFinding(facts));
  }
}

function asksForExports({ matchLabels: labels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return exportLabels.by in labels || matchExpressions.some(({ key }) => key === exportLabels.by);
}
