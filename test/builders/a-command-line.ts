import { ContextInvalid } from '../../jobs/adapters/kubeconfig/errors.ts';
import type { CommandContext } from '../../jobs/app/command-line/command-context.ts';
import { runCommandLine } from '../../jobs/app/command-line/run-command-line.ts';
import { Stopped } from '../../jobs/app/program.ts';
import type { DoctorPorts } from '../../jobs/workflows/doctor/check.ts';
import { DirectHubTransport } from '../fakes/direct-hub-transport.ts';
import { FakeNetwork } from '../fakes/fake-network.ts';
import type { Primary, Secondary } from './a-set.ts';

/** What a command line came to. */
export interface CommandEnd {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  /** Standard input; a terminal when left out. */
  readonly input?: string;
  /** What the clusters do meanwhile, again and again until the command ends. */
  readonly meanwhile?: () => Promise<unknown>;
  readonly signal?: AbortSignal;
}

/** A terminal with the contexts `hub` and `edge-7` of a kubeconfig; the first is the current one. */
export function aCommandLine(primary: Primary, secondary?: Secondary) {
  const network = new FakeNetwork();
  const contexts: Record<string, DoctorPorts> = {
    hub: { ...primary.ports, hub: new DirectHubTransport({}), network },
    ...(secondary === undefined ? {} : { 'edge-7': { ...secondary.ports, network } }),
  };
  const connect: CommandContext['connect'] = async ({ context = 'hub' }) => {
    const ports = contexts[context];
    if (ports === undefined) throw new ContextInvalid(`there is no context "${context}"`);
    return ports;
  };

  /** The hub looks at every token, as it does within a second. */
  const hubLooks = async () => {
    const tokens = await primary.kubernetes.list('Secret', { type: 'joinery.dev/join-token' });
    for (const { metadata } of tokens) await primary.lookAtToken(metadata.name);
  };
  /** The agent looks, and says in its status what it fails by. */
  const agentLooks = async () => secondary?.join().catch(() => undefined);

  const run = async (line: string, options: RunOptions = {}): Promise<CommandEnd> => {
    const out: string[] = [];
    const err: string[] = [];
    const running = { isEnded: false };
    const ended = runCommandLine({
      args: line.split(' ').filter((word) => word !== ''),
      environment: {},
      connect,
      signal: options.signal ?? new AbortController().signal,
      readInput: async () => options.input ?? '',
      isInteractive: options.input === undefined,
      write: (text) => void out.push(text),
      writeError: (text) => void err.push(text),
    }).finally(() => (running.isEnded = true));
    while (!running.isEnded) {
      await primary.clock.advance(500);
      await options.meanwhile?.();
    }
    return { exitCode: await ended, out: out.join(''), err: err.join('') };
  };
  return { run, hubLooks, agentLooks, stopped: () => AbortSignal.abort(new Stopped()) };
}
