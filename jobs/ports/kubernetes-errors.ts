import { JoineryError } from '../errors/joinery-error.ts';

/** The API server did not answer. */
export class KubernetesUnreachable extends JoineryError {
  override readonly name = 'KubernetesUnreachable';
  readonly code = 'JOINERY_KUBERNETES_UNREACHABLE';
  readonly disposition = 'retry';
  readonly remedy =
    'Check that the API server is up and can be reached from here: network, proxy, NetworkPolicy.';

  constructor(facts: { action: string; found: string }) {
    super(`Cannot ${facts.action}: the Kubernetes API server ${facts.found}`);
  }
}

/** Whoever asks lacks a right: a program's ServiceAccount, or the user of the command line. */
export class KubernetesForbidden extends JoineryError {
  override readonly name = 'KubernetesForbidden';
  readonly code = 'JOINERY_KUBERNETES_FORBIDDEN';
  readonly disposition = 'wait';
  readonly remedy: string;

  constructor(facts: {
    action: string;
    verb: string;
    resource: string;
    namespace?: string;
    /** Left out for the ServiceAccount. */
    user?: string;
  }) {
    const where = facts.namespace === undefined ? '' : ` in namespace "${facts.namespace}"`;
    const who = facts.user ?? 'the ServiceAccount';
    super(`Cannot ${facts.action}: ${who} may not ${facts.verb} ${facts.resource}${where}`);
    const grant = `Grant the verb "${facts.verb}" on ${facts.resource}${where} to`;
    this.remedy =
      facts.user === undefined
        ? `${grant} this release's ServiceAccount, or let the chart do so with rbac.create=true.`
        : `${grant} that user, or use another context; log in anew if the login has expired.`;
  }
}

/** The API server does not serve the kind, or the namespace is not there; both may come in a moment. */
export class KubernetesKindMissing extends JoineryError {
  override readonly name = 'KubernetesKindMissing';
  readonly code = 'JOINERY_KUBERNETES_KIND_MISSING';
  readonly disposition = 'retry';
  readonly remedy =
    'Let the chart make both with crds.install=true and multicluster.createNamespace=true, or create them beforehand.';

  constructor(facts: { action: string; resource: string }) {
    super(
      `Cannot ${facts.action}: the API server has no ${facts.resource} there, so the CRD or the namespace is missing`,
    );
  }
}

/** The API server refused for a reason of its own: validation, admission, quota, unknown kind. */
export class KubernetesRefused extends JoineryError {
  override readonly name = 'KubernetesRefused';
  readonly code = 'JOINERY_KUBERNETES_REFUSED';
  readonly disposition = 'wait';
  readonly remedy = 'Read the reason, then mend the object, the quota or the admission policy it names.';
  /** One word, such as `Invalid`. */
  readonly reason: string;
  /** The API server's sentence, where it was asked for. It may quote the object, so it is no part of the message. */
  readonly words: string;

  constructor(facts: { action: string; status: number; reason: string; words?: string }) {
    super(`Cannot ${facts.action}: the Kubernetes API server answered ${facts.status} ${facts.reason}`);
    this.reason = facts.reason;
    this.words = facts.words ?? '';
  }
}

/** Others kept writing the same object. */
export class KubernetesConflict extends JoineryError {
  override readonly name = 'KubernetesConflict';
  readonly code = 'JOINERY_KUBERNETES_CONFLICT';
  readonly disposition = 'retry';
  readonly remedy = 'Find out which other program writes this object and stop one of the two.';

  constructor(facts: { action: string; attempts: number }) {
    super(`Cannot ${facts.action}: another writer changed the object ${facts.attempts} times in a row`);
  }
}

/** Fields that were to be applied are managed by somebody else, who gave them another value. */
export class FieldConflict extends JoineryError {
  override readonly name = 'FieldConflict';
  readonly code = 'JOINERY_FIELD_CONFLICT';
  readonly disposition = 'wait';
  readonly remedy =
    'Let one of the two manage these fields: take them out of the manifest, or let it take them over.';
  /** Who manages them, such as `kubectl-edit`. */
  readonly managers: readonly string[];
  /** Such as `.spec.replicas`. */
  readonly fields: readonly string[];

  constructor(facts: { action: string; managers: readonly string[]; fields: readonly string[] }) {
    super(
      `Cannot ${facts.action}: ${facts.managers.join(', ')} manages ${facts.fields.slice(0, 5).join(', ')}`,
    );
    this.managers = facts.managers;
    this.fields = facts.fields;
  }
}
