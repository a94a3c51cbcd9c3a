import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolName } from '../tools/go-tools.ts';
import type { ClusterSet } from './cluster-set.ts';
import type { EnclosedProcess } from './enclosed-process.ts';

/** What a started set remembers. Written last, so that it means: started completely. */
export interface SetState {
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly tools: Readonly<Record<ToolName, string>>;
  /** Port on 127.0.0.1 that leads to the ingress. */
  readonly ingressPort: number;
  /** All of them are meant to run until the set ends. */
  readonly processes: readonly EnclosedProcess[];
}

/** Undefined when the set is not there or was started only in part. */
export async function readSetState(set: ClusterSet): Promise<SetState | undefined> {
  const text = await readFile(statePath(set), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SetState);
}

/** Says that the set is started. */
export async function writeSetState(set: ClusterSet, state: SetState): Promise<void> {
  await writeFile(statePath(set), JSON.stringify(state, undefined, 2));
}

function statePath(set: ClusterSet): string {
  return join(set.folder, 'state.json');
}
