import { leave } from '../app/leave.ts';
import { run } from './process/run.ts';

void run('leave', leave);
