import { demote } from '../app/demote.ts';
import { run } from './process/run.ts';

void run('demote', demote);
