// Many members in one process, told over IPC what to do. It runs in a network namespace of the clusters, apart from what
// is measured, and ends with whoever tells it.
import { BenchMember } from './bench-member.ts';
import { takeWarnings } from './counting-logger.ts';
import type { MemberAnswer, MemberCommand, MemberFailure } from './member-fleet.ts';

/** Nothing takes longer, in milliseconds. */
const timeoutMs = 180_000;

const members = new Map<string, BenchMember>();

process.on('disconnect', () => process.exit());
process.on('message', (command: MemberCommand) => {
  void obey(command).then(
    (tookMs) => answer({ tookMs, warnings: takeWarnings() }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});

async function obey(command: MemberCommand): Promise<number[]> {
  const chosen = command.names.map((name) => members.get(name) ?? addMember(name));
  const signal = AbortSignal.timeout(timeoutMs);
  if (command.verb === 'join') {
    const { tokens } = command;
    return Promise.all(chosen.map(async (member, index) => member.join(tokens[index] ?? '', signal)));
  }
  if (command.verb === 'wait for answers to') {
    const { sinceMs } = command;
    return Promise.all(chosen.map(async (member) => member.waitForAnswer(sinceMs, signal)));
  }
  if (command.verb === 'wait for objects of') {
    return Promise.all(chosen.map(async (member) => member.waitForObjects(command, signal)));
  }
  for (const member of chosen) {
    if (command.verb === 'start') member.start();
    else member.kill();
  }
  return [];
}

function addMember(name: string): BenchMember {
  const member = new BenchMember(name);
  members.set(name, member);
  return member;
}

function answer(message: MemberAnswer | MemberFailure): void {
  process.send?.(message);
}
