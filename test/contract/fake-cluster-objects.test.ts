import { FakeClusterObjects } from '../fakes/fake-cluster-objects.ts';
import { describeClusterObjects } from './cluster-objects-contract.ts';

describeClusterObjects('in memory', async () => {
  const objects = new FakeClusterObjects('contract', ['contract']);
  return {
    objects,
    namespace: 'contract',
    edit: async (manifest, manager) => void objects.edit(manifest, manager),
    remove: async () => undefined,
  };
});
