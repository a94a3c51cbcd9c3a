import { hub } from '../app/hub.ts';
import { run } from './process/run.ts';

void run('hub', hub);
