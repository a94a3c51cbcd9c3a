import { promote } from '../app/promote.ts';
import { run } from './process/run.ts';

await run('promote', promote);
