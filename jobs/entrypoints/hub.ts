import { hub } from '../app/hub.ts';
import { run } from './process/run.ts';

await run('hub', hub);
