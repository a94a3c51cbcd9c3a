import { JoineryError } from '../../errors/joinery-error.ts';

/** What a verb works on is not installed in that namespace. */
export class NotInstalled extends JoineryError {
  override readonly name = 'NotInstalled';
  readonly code = 'JOINERY_NOT_INSTALLED';
  readonly disposition = 'terminal';
  readonly remedy: string;

  constructor(facts: { role: 'primary' | 'secondary'; namespace: string }) {
    const { role, namespace } = facts;
    super(`Cannot work on the ${role}: namespace "${namespace}" has no release in ${role} mode`, {
      details: facts,
    });
    const settings = {
      primary: ['name=NAME', 'ingressURL=https://HUB'],
      secondary: [],
    }[role].map((setting) => ` --set multicluster.${role}.${setting}`);
    this.remedy =
      `Name its namespace with --namespace, or install it with "helm install joinery charts/joinery -n ${namespace} ` +
      `--create-namespace --set multicluster.${role}.create=true${settings.join('')}".`;
  }
}
