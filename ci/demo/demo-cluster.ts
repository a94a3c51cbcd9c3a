import { execa } from 'execa';

/** One cluster of the demo, by the two commands a user has. */
export class DemoCluster {
  readonly #commands: { readonly helm: string; readonly kubectl: string };
  readonly #access: readonly string[];
  readonly #signal: AbortSignal;

  /** @param access Flags or environment that lead to the cluster, as pairs for both commands. */
  constructor(
    commands: { readonly helm: string; readonly kubectl: string },
    access: { readonly kubeconfig?: string; readonly context?: string },
    signal: AbortSignal,
  ) {
    this.#commands = commands;
    this.#access = [access.kubeconfig ?? '', access.context ?? ''];
    this.#signal = signal;
  }

  /** Runs kubectl. @throws With what it printed, when it fails. */
  async kubectl(args: readonly string[], input = ''): Promise<string> {
    const [kubeconfig, context] = this.#access;
    const flags = [...flag('--kubeconfig', kubeconfig), ...flag('--context', context)];
    return this.#run(this.#commands.kubectl, [...flags, ...args], input);
  }

  /** Runs Helm. @throws With what it printed, when it fails: the reason and the remedy are in it. */
  async helm(args: readonly string[], input = ''): Promise<string> {
    const [kubeconfig, context] = this.#access;
    const flags = [...flag('--kubeconfig', kubeconfig), ...flag('--kube-context', context)];
    return this.#run(this.#commands.helm, [...flags, ...args], input);
  }

  async #run(command: string, args: readonly string[], input: string): Promise<string> {
    const { stdout } = await execa(command, args, { input, cancelSignal: this.#signal });
    return stdout;
  }
}

function flag(name: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [name, value];
}
