import { join } from '../app/join.ts';
import { run } from './process/run.ts';

await run('join', join);
