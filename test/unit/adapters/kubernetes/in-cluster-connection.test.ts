import { describe, expect, it } from 'vitest';
import { createInClusterConnection } from '../../../../jobs/adapters/kubernetes/in-cluster-connection.ts';

describe('createInClusterConnection()', () => {
  it.for([
    ['nothing is set', {}],
    ['only the host is set', { KUBERNETES_SERVICE_HOST: '10.96.0.1' }],
  ] as const)('refuses to start outside a pod, where %s', ([, environment]) => {
    expect(() => createInClusterConnection(environment, () => new Date(0))).toThrow(TypeError);
  });
});
