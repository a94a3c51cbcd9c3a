import type { Condition, ObjectMeta } from '../kubernetes/objects.ts';
import type { Manifest } from '../kubernetes/manifest.ts';

/** A label selector of the Kubernetes API. One without any requirement selects everything. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {
    key: string;
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    values?: string[];
  }[];
}

/** To which members; `selector` and `names` add up, `except` takes away. Nothing at all means none. */
export interface Placement {
  selector?: LabelSelector;
  names?: string[];
  except?: string[];
}

/** Where objects come from; exactly one of `manifest`, `manifests`, `ref` and `select` is set. */
export interface Source {
  /** One object, in place. */
  manifest?: Manifest;
  /** Any number of them as YAML. */
  manifests?: string;
  /** An object of the primary; without a namespace of its own it is in that of the Distribution. */
  ref?: { apiVersion: string; kind: string; namespace?: string; name: string };
  /** Objects of a kind; without a selector all of them in the namespace. */
  select?: { apiVersion: string; kind: string; namespace?: string; selector?: LabelSelector };
  /** Namespace the objects get on the member, in place of their own. */
  targetNamespace?: string;
  /** Sealed to each member as a Secret is. */
  confidential?: boolean;
  /** Whether `{{ … }}` in string leaves is filled in; true for `manifest` and `manifests`, false for the others. */
  template?: boolean;
}

/** Fields that stay the member's own once an object is there, as JSON Pointers. */
interface IgnoreRule {
  kind?: string;
  name?: string;
  fields: string[];
}

/** API version of {@link Distribution}. */
export const distributionApiVersion = 'joinery.dev/v1alpha1';

/** `distributions.joinery.dev/v1alpha1`. */
export interface Distribution {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: {
    placement: Placement;
    sources: Source[];
    /** What templates may name, as `{{ values.… }}`. */
    values?: Record<string, unknown>;
    /** The same for single members, by name; merged over `values`. */
    clusterValues?: Record<string, Record<string, unknown>>;
    /** An object that is there already and belongs to somebody else: a failure (default), taken over, or left. */
    conflict?: 'Fail' | 'Adopt' | 'Skip';
    /** What becomes of an object that is not wanted any more (default: Delete). */
    deletion?: 'Delete' | 'Orphan';
    createNamespaces?: boolean;
    ignore?: IgnoreRule[];
    rollout?: {
      /** How many members take a new revision at the same time: a number, or a share such as `25%`. */
      maxAtOnce?: number | string;
      /** Stops where so many members failed; 0 never stops. */
      stopAfterFailures?: number;
    };
    /** Members keep what they have, and get nothing new. */
    suspend?: boolean;
    /** Members say what would change, and change nothing. */
    dryRun?: boolean;
  };
  status?: DistributionStatus;
}

/** Bounded, however many members there are. */
export interface DistributionStatus {
  observedGeneration?: number;
  /** See `rolloutRevisionOf`. A permission to take away much is for one. */
  revision?: string;
  /** Members by state: `placed` is all of them. */
  clusters?: {
    placed: number;
    applied: number;
    applying: number;
    failed: number;
    held: number;
    waiting: number;
  };
  /** The first few. */
  failures?: { cluster: string; object?: string; reason: string; message: string; remedy: string }[];
  /** How far a rollout in waves came. */
  rollout?: { revision: string; released: number; stopped?: boolean };
  conditions?: Condition[];
}
