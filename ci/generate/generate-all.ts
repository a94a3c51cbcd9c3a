import { readdirSync, rmSync } from 'node:fs';
import { execa } from 'execa';
import { digestFiles, whenChanged } from '../runner/content-stamp.ts';
import { inRepository } from '../runner/repository-root.ts';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import { buildValidators } from './build-validators.ts';

const inputs = [
  'schemas/*.schema.json',
  'values.schema.json',
  'ci/generate/*.ts',
  'ci/chart/*.ts',
  'package-lock.json',
];
const validatorFolder = inRepository('build', 'validators');
const stampPath = inRepository('build', 'validators', '.inputs');
const copySchema = inRepository('ci', 'chart', 'copy-schema.ts');

/** Generates everything that is generated. A second run writes the same. */
export async function generateAll(): Promise<void> {
  await runTimedStep(console.error, 'Generating validators and the chart schema', async () => {
    await writeValidators();
    await execa(process.execPath, [copySchema], { stdio: ['ignore', 2, 2] });
  });
}

/** Like {@link generateAll}, but does nothing while no input has changed since the last time. */
export async function generateWhenChanged(): Promise<void> {
  await whenChanged(stampPath, digestFiles(inputs), generateAll);
}

async function writeValidators(): Promise<void> {
  const files = await buildValidators();
  for (const [name, content] of files) writeFileAtomically(`${validatorFolder}/${name}`, content);
  for (const name of readdirSync(validatorFolder)) {
    if (!files.has(name) && !stampPath.endsWith(name)) rmSync(`${validatorFolder}/${name}`);
  }
}
