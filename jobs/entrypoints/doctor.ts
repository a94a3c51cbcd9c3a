import { doctor } from '../app/doctor.ts';
import { run } from './process/run.ts';

await run('doctor', doctor);
