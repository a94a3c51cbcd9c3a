import { leave } from '../app/leave.ts';
import { run } from './process/run.ts';

await run('leave', leave);
