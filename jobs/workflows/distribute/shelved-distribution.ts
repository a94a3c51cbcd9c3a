import type { Part } from '#validators/part';
import { buildOpenPart, buildPart } from '../../core/distribution/build-part.ts';
import type { Distribution } from '../../core/distribution/distribution.ts';
import { isPlaced } from '../../core/distribution/is-placed.ts';
import { listReleased } from '../../core/distribution/list-released.ts';
import type { Recipient } from '../../core/distribution/recipient.ts';
import type { RenderFinding } from '../../core/distribution/render-finding.ts';
import {
  buildNames,
  renderObjects,
  type RenderedObject,
  type RenderedObjects,
} from '../../core/distribution/render-objects.ts';
import type { ResolvedSources } from '../../core/distribution/resolve-sources.ts';
import { distributionAnnotations } from '../../core/kubernetes/names.ts';
import { objectId } from '../../core/sealing/object-id.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';

/** What one member is to have in the end; with findings, nothing new. */
interface RenderedPart {
  readonly part: Part;
  readonly findings: readonly RenderFinding[];
}

/**
 * A Distribution with all that its sources are, and what follows from that for each member. What is rendered for a
 * member is kept as ids only; objects that are the same for all are rendered once, the others again when one is fetched.
 */
export class ShelvedDistribution {
  readonly sources: ResolvedSources;
  /** See `rolloutRevisionOf`. */
  readonly revision: string;
  readonly #placed = new Map<string, Recipient>();
  readonly #parts = new Map<string, RenderedPart>();
  readonly #shared: RenderedObjects | undefined;
  #distribution: Stored<Distribution>;
  #released: ReadonlySet<string> | undefined;

  constructor(distribution: Stored<Distribution>, sources: ResolvedSources, revision: string) {
    this.#distribution = distribution;
    this.sources = sources;
    this.revision = revision;
    const isShared = sources.objects.every(
      (object) => 'manifest' in object && object.exportedBy === undefined,
    );
    this.#shared = isShared ? renderObjects(sources.objects, {}) : undefined;
  }

  get distribution(): Stored<Distribution> {
    return this.#distribution;
  }

  /** What keeps it from all members alike. */
  get findings(): readonly RenderFinding[] {
    return [...this.sources.findings, ...(this.#shared?.findings ?? [])];
  }

  /** The members it is for, by name. */
  get placed(): ReadonlyMap<string, Recipient> {
    return this.#placed;
  }

  /** Takes up another status or annotation; the spec is the same. */
  note(distribution: Stored<Distribution>): void {
    this.#distribution = distribution;
    this.#released = undefined;
  }

  /** Judges anew whether it is for a member. @returns Whether it is, or was. */
  place(recipient: Recipient): boolean {
    const wasPlaced = this.forget(recipient.name);
    if (!isPlaced(this.#distribution.spec.placement, recipient)) return wasPlaced;
    this.#placed.set(recipient.name, recipient);
    return true;
  }

  /** The member is gone. @returns Whether it was for that member. */
  forget(name: string): boolean {
    this.#parts.delete(name);
    this.#released = undefined;
    return this.#placed.delete(name);
  }

  /** What a member is told now: all it is to have, or to keep what it has. Nothing when it is not for that member. */
  tell(name: string): Part | undefined {
    const recipient = this.#placed.get(name);
    if (recipient === undefined) return undefined;
    if (this.#distribution.spec.suspend === true || !this.#isReleased(name)) {
      return buildOpenPart(this.#distribution);
    }
    const { part } = this.render(recipient);
    return part.revision === undefined ? part : { ...part, allowPrune: this.#allowPrune(part.revision) };
  }

  /** What a member is to have in the end, whether or not its turn has come. */
  render(recipient: Recipient): RenderedPart {
    const known = this.#parts.get(recipient.name);
    if (known !== undefined) return known;
    const rendered = this.#renderPart(recipient);
    this.#parts.set(recipient.name, rendered);
    return rendered;
  }

  /** The objects of a part that is complete, in the order of its ids. */
  objectsFor(recipient: Recipient): readonly RenderedObject[] {
    return this.#renderObjects(recipient).objects;
  }

  #renderPart(recipient: Recipient): RenderedPart {
    const open = buildOpenPart(this.#distribution);
    if (this.findings.length > 0) return { part: open, findings: [] };
    const { objects, findings } = this.#renderObjects(recipient);
    if (findings.length > 0) return { part: open, findings };
    const ids = objects.map(({ manifest }) => objectId(recipient.key, manifest));
    return { part: buildPart(this.#distribution, ids), findings };
  }

  #renderObjects(recipient: Recipient): RenderedObjects {
    if (this.#shared !== undefined) return this.#shared;
    // A member has what it exported: that is never applied onto itself.
    const sources = this.sources.objects.filter(({ exportedBy }) => exportedBy !== recipient.name);
    return renderObjects(sources, buildNames(this.#distribution, recipient));
  }

  #isReleased(name: string): boolean {
    this.#released ??= listReleased(this.#distribution, this.revision, [...this.#placed.keys()]);
    return this.#released.has(name);
  }

  /** A person allows it for the revision of the Distribution, for that of one member's part, or for any. */
  #allowPrune(revision: string): string {
    const allowed = this.#distribution.metadata.annotations?.[distributionAnnotations.allowPrune];
    return allowed === 'true' || allowed === this.revision || allowed === revision ? revision : '';
  }
}
