import { demote } from '../app/demote.ts';
import { run } from './process/run.ts';

await run('demote', demote);
