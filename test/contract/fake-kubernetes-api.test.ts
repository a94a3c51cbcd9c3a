import { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import { describeKubernetesApi } from './kubernetes-api-contract.ts';

describeKubernetesApi('in memory', async () => ({
  api: new FakeKubernetesApi('contract', ['contract']),
  namespace: 'contract',
  remove: async () => undefined,
}));
