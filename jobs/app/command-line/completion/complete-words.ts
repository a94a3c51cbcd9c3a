import type { Command, Option } from 'commander';

/** One thing that may come next. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/**
 * Says what the last word may become.
 *
 * @param words What was typed after the program's name; the last one, maybe empty, is to be completed.
 * @returns Nothing where any text or a file is asked for.
 */
export function completeWords(program: Command, words: readonly string[]): Candidate[] {
  const last = words.at(-1) ?? '';
  const { command, awaited } = walk(program, words.slice(0, -1));
  return listCandidates(command, awaited, last).filter(({ value }) => value.startsWith(last));
}

/** Goes down to the verb that was typed; `awaited` is an option that still needs its value. */
function walk(program: Command, typed: readonly string[]): { command: Command; awaited: Option | undefined } {
  let command = program;
  let awaited: Option | undefined;
  for (const word of typed) {
    if (awaited !== undefined) awaited = undefined;
    else if (word.startsWith('-')) awaited = findOption(command, word);
    else command = command.commands.find((below) => below.name() === word) ?? command;
  }
  return { command, awaited };
}

function findOption(command: Command, word: string): Option | undefined {
  return listOptions(command).find(
    (option) => (option.required || option.optional) && (option.long === word || option.short === word),
  );
}

/** Options of a verb and of all above it. */
function listOptions(command: Command): Option[] {
  const above = command.parent === null ? [] : listOptions(command.parent);
  return [...command.options.filter(({ hidden }) => !hidden), ...above];
}

function listCandidates(command: Command, awaited: Option | undefined, last: string): Candidate[] {
  if (awaited !== undefined) return (awaited.argChoices ?? []).map((value) => ({ value, description: '' }));
  if (last.startsWith('-')) {
    return listOptions(command).map(({ long, description }) => ({ value: long ?? '', description }));
  }
  const below = command.createHelp().visibleCommands(command);
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  return [
    ...below.map((verb) => ({ value: verb.name(), description: verb.summary() })),
    ...choices.map((value) => ({ value, description: '' })),
  ];
}
