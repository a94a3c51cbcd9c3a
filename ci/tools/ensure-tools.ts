import { join } from 'node:path';
import { buildGoTool } from './build-go-tool.ts';
import { ensureGo } from './go-command.ts';
import { goTools, type ToolName } from './go-tools.ts';
import type { Progress } from './progress.ts';

/**
 * The path of one program, built first where it has to be. Call it by this path: the binary of
 * Kubernetes chooses by the name it is called by.
 *
 *     await ensureTool('helm4', console.log)
 *     // ~/.cache/joinery/tools/helm4-1c0b5a6b7c8d9e0f/helm4
 *
 * @throws {MissingPrerequisite} When it has to be built and cannot.
 */
export async function ensureTool(name: ToolName, progress: Progress): Promise<string> {
  const tool = goTools.find(({ programs }) => name in programs);
  if (!tool) throw new TypeError(`Cannot build ${name}: no tool of that name`);
  return join(await buildGoTool(tool, await ensureGo(progress), progress), name);
}

/** The paths of all programs, built in the order in which they are wanted. */
export async function ensureTools(progress: Progress): Promise<Record<ToolName, string>> {
  const go = await ensureGo(progress);
  const paths: [program: string, path: string][] = [];
  for (const tool of goTools) {
    const folder = await buildGoTool(tool, go, progress);
    for (const program of Object.keys(tool.programs)) paths.push([program, join(folder, program)]);
  }
  return Object.fromEntries(paths) as Record<ToolName, string>;
}
