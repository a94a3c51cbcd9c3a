import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { enterNamespace } from './enter-namespace.ts';

/** What the member process is told. */
export type MemberCommand =
  | { readonly verb: 'start' | 'kill'; readonly names: readonly string[] }
  | { readonly verb: 'join'; readonly names: readonly string[]; readonly tokens: readonly string[] }
  /** Wait until each got a good answer from the hub after that instant, Unix milliseconds. */
  | { readonly verb: 'wait for answers to'; readonly names: readonly string[]; readonly sinceMs: number }
  /** Wait until each has so many ConfigMaps whose names begin like this; answered with when, in Unix milliseconds. */
  | {
      readonly verb: 'wait for objects of';
      readonly names: readonly string[];
      readonly prefix: string;
      readonly count: number;
    };

/** What it answers. */
export interface MemberAnswer {
  /** For each member, how long it took in milliseconds, or when it was; empty for a command that takes no time. */
  readonly tookMs: number[];
  /** Warnings in the logs of the members since the last answer, and how often each came. */
  readonly warnings: Readonly<Record<string, number>>;
}

/** The answer to what could not be done. */
export interface MemberFailure {
  readonly error: string;
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

  /** @throws {Error} When it could not be done. */
  async tell(command: MemberCommand): Promise<MemberAnswer> {
    const answered = once(this.#process, 'message') as Promise<[MemberAnswer | MemberFailure]>;
    this.#process.send(command);
    const [answer] = await answered;
    if ('error' in answer) throw new Error(`Cannot ${command.verb} members: ${answer.error}`);
    return answer;
  }

  end(): void {
    this.#process.disconnect();
  }
}
