#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { connect } from '../app/command-line/connect.ts';
import { runCommandLine } from '../app/command-line/run-command-line.ts';
import { Stopped } from '../app/program.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort(new Stopped()));

void runCommandLine({
  args: process.argv.slice(2),
  environment: process.env,
  connect,
  signal: stop.signal,
  readInput: async () => text(process.stdin),
  isInteractive: process.stdin.isTTY,
  write: (written) => void process.stdout.write(written),
  writeError: (written) => void process.stderr.write(written),
}).then((exitCode) => (process.exitCode = exitCode));
