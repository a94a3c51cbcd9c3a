import { agent } from '../app/agent.ts';
import { run } from './process/run.ts';

await run('agent', agent);
