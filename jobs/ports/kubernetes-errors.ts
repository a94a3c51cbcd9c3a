import { JoineryError } from '../errors/joinery-error.ts';

/** The API server did not answer. */
export class KubernetesUnreachable extends JoineryError {
  override readonly name = 'KubernetesUnreachable';
  readonly code = 'JOINERY_KUBERNETES_UNREACHABLE';
  readonly disposition = 'retry';
  readonly remedy = 'Check that the API server is up and that a NetworkPolicy lets this pod reach it.';

  constructor(facts: { action: string; found: string }) {
    super(`Cannot ${facts.action}: the Kubernetes API server ${facts.found}`);
  }
}

/** The ServiceAccount lacks a right. */
export class KubernetesForbidden extends JoineryError {
  override readonly name = 'KubernetesForbidden';
  readonly code = 'JOINERY_KUBERNETES_FORBIDDEN';
  readonly disposition = 'wait';
  readonly remedy: string;

  constructor(facts: { action: string; verb: string; resource: string; namespace?: string }) {
    const where = facts.namespace === undefined ? '' : ` in namespace "${facts.namespace}"`;
    super(`Cannot ${facts.action}: the ServiceAccount may not ${facts.verb} ${facts.resource}${where}`);
    this.remedy =
      `Grant the verb "${facts.verb}" on ${facts.resource}${where} to this release's ServiceAccount, ` +
      'or let the chart do so with rbac.create=true.';
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
