import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { imageSettings } from '../../ci/image/image-settings.ts';
import { imageTrees } from '../../ci/image/lay-out-trees.ts';
import { inRepository } from '../../ci/runner/repository-root.ts';

/** Lines such as `USER 65532:65532`, as instruction and value. None is continued on another line. */
const instructions = readFileSync(inRepository('Containerfile'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, value = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });

const valuesOf = (instruction: string): string[] =>
  instructions.filter(({ name }) => name === instruction).map(({ value }) => value);

describe('Containerfile', () => {
  it('puts the same trees into the image as our own build, in the same order', () => {
    expect(valuesOf('COPY')).toEqual(imageTrees.map((tree) => `build/image/${tree}/ /`));
  });

  it('describes the image as our own build does', () => {
    const labels = valuesOf('LABEL').map((value) => /^([^=]+)="(.*)"$/.exec(value)?.slice(1));

    expect({
      User: valuesOf('USER')[0],
      WorkingDir: valuesOf('WORKDIR')[0],
      Env: valuesOf('ENV'),
      Entrypoint: JSON.parse(valuesOf('ENTRYPOINT')[0] ?? '') as unknown,
      Labels: Object.fromEntries(labels as [string, string][]) as unknown,
    }).toEqual(imageSettings);
  });

  it('does nothing else: runs no command, fetches nothing', () => {
    const others = instructions.filter(
      ({ name }) => !['COPY', 'USER', 'WORKDIR', 'ENV', 'ENTRYPOINT', 'LABEL'].includes(name),
    );

    expect(others).toEqual([
      { name: 'ARG', value: 'BASE_IMAGE=runtime' },
      { name: 'FROM', value: 'scratch AS runtime' },
      { name: 'FROM', value: '${BASE_IMAGE}' },
    ]);
  });

  it('finds every tree in spite of .dockerignore', () => {
    const exceptions = readFileSync(inRepository('.dockerignore'), 'utf8').match(/^!.*$/gm);

    expect(exceptions).toEqual(imageTrees.map((tree) => `!build/image/${tree}`));
  });
});
