import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { enterNamespace } from './enter-namespace.ts';

/** What the member process is told. */
export type MemberCommand =
  | { readonly verb: 'start' | 'kill'; readonly names: readonly string[] }
  | { readonly verb: 'join'; readonly names: readonly string[]; readonly joinSecrets: readonly JoinTexts[] }
  /** Wait until each got a good answer from the hub after that instant, Unix milliseconds. */
  | { readonly verb: 'wait for answers to'; readonly names: readonly string[]; readonly sinceMs: number };

/** What stands in `mc-join`. */
export type JoinTexts = Readonly<Record<string, string>>;

/** What it answers: for each member, how long it took in milliseconds. */
export interface MemberAnswer {
  readonly tookMs?: number[];
  readonly error?: string;
}

/** Members in a process of their own; one command at a time. */
export class MemberFleet {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** Starts the process on the secondary's node: what it says goes through the ingress. It ends with this one. */
  static async start(setName: string): Promise<MemberFleet> {
    const [nsenter = '', ...command] = await enterNamespace(setName, 'secondary', 'member-process.ts');
    const child = spawn(nsenter, command, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await once(child, 'spawn');
    return new MemberFleet(child);
  }

  /** @returns How long each member took, in milliseconds; empty for a command that takes no time. */
  async tell(command: MemberCommand): Promise<number[]> {
    const answered = once(this.#process, 'message') as Promise<[MemberAnswer]>;
    this.#process.send(command);
    const [{ tookMs = [], error }] = await answered;
    if (error !== undefined) throw new Error(`Cannot ${command.verb} members: ${error}`);
    return tookMs;
  }

  end(): void {
    this.#process.disconnect();
  }
}
