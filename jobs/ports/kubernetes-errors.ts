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

  constructor(facts: { action: string; status: number; reason: string }) {
    super(`Cannot ${facts.action}: the Kubernetes API server answered ${facts.status} ${facts.reason}`);
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
