import type { Command } from 'commander';
import { readTextFile } from '../../adapters/files/read-text-file.ts';
import { JsonLogger } from '../../adapters/json-log/json-logger.ts';
import { SystemClock } from '../../adapters/system/system-clock.ts';
import type { DoctorPorts } from '../../workflows/doctor/check.ts';
import type { CommandContext } from './command-context.ts';
import { CommandInvalid } from './errors.ts';
import type { GlobalOptions } from './global-options.ts';
import { renderResult, type Result } from './output/render-result.ts';

/** What a verb gets: its options, the clusters, and the ways to say something. */
export class Invocation<Options = unknown> {
  readonly options: GlobalOptions & Options;
  readonly signal: AbortSignal;
  readonly #context: CommandContext;

  constructor(context: CommandContext, command: Command) {
    this.options = command.optsWithGlobals<GlobalOptions & Options>();
    this.signal = context.signal;
    this.#context = context;
  }

  /** Connects to a cluster; to the one of `--context` when no other is named. */
  async open(contextName: string | undefined = this.options.context): Promise<DoctorPorts> {
    const { environment, writeError, connect } = this.#context;
    const { kubeconfig: path, verbose } = this.options;
    const clock = new SystemClock();
    const logger = new JsonLogger(verbose === true ? writeError : () => undefined, () => clock.now(), {
      program: 'joinery',
    });
    return connect({ path, context: contextName, environment }, logger);
  }

  /** Shows a result, in the form that was asked for. */
  show(result: Result): void {
    this.#context.write(renderResult(result, this.options.output));
  }

  /** Says that an order was carried out: with `-o name` only whose. */
  done(kind: string, name: string, what: string): void {
    this.#context.write(`${kind}/${name}${this.options.output === 'name' ? '' : ` ${what}`}\n`);
  }

  /** Writes a result that has one form only. */
  write(text: string): void {
    this.#context.write(text);
  }

  /** Says how far something is, or what to know besides. */
  tell(text: string): void {
    this.#context.writeError(`${text}\n`);
  }

  /**
   * Reads a file, or standard input for `-`.
   *
   * @param what Is to be read, in words, for who forgot it.
   * @throws {CommandInvalid}
   */
  async read(path: string, what: string): Promise<string> {
    if (path === '-' && this.#context.isInteractive) {
      throw new CommandInvalid({
        found: `there is no ${what}`,
        remedy: `Give the ${what} on standard input, or name its file.`,
      });
    }
    const text = path === '-' ? await this.#context.readInput() : readTextFile(path);
    if (text === undefined) throw new CommandInvalid({ found: `the file ${path} cannot be read` });
    return text;
  }
}
