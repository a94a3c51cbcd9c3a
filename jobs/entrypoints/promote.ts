import { promote } from '../app/promote.ts';
import { run } from './process/run.ts';

void run('promote', promote);
