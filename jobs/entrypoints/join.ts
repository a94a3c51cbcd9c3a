import { join } from '../app/join.ts';
import { run } from './process/run.ts';

void run('join', join);
