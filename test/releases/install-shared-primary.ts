import { openE2e } from './cluster-access.ts';
import { installPrimary, primaryValues } from './primary-release.ts';

/** Before any test file of a layer: the primary that all of them join is installed, once. */
export async function setup(): Promise<void> {
  const { primary, ingress, ingressCa } = await openE2e();
  await ingress.behave('forward');
  await installPrimary(primary, primaryValues(ingress, ingressCa));
}
