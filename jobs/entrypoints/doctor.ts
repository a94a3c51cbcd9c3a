import { doctor } from '../app/doctor.ts';
import { run } from './process/run.ts';

void run('doctor', doctor);
