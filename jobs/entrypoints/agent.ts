import { agent } from '../app/agent.ts';
import { run } from './process/run.ts';

void run('agent', agent);
