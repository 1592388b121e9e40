/** Every command, in the order of the list that `headroom --help` prints: questions first, then the live world, then what runs leave. */
import type { Command } from '../command.js';
import { benchCommand } from './bench.js';
import { calibrateCommand } from './calibrate.js';
import { compareCommand } from './compare.js';
import { completionCommand } from './completion.js';
import { demoCommand } from './demo.js';
import { emulateCommand } from './emulate.js';
import { importCommand } from './import.js';
import { mergeCommand } from './merge.js';
import { museumCommand } from './museum.js';
import { planCommand } from './plan.js';
import { plannerCommand } from './planner.js';
import { profileCommand } from './profile.js';
import { reportCommand } from './report.js';
import { simulateCommand } from './simulate.js';
import { sweepCommand } from './sweep.js';
import { tournamentCommand } from './tournament.js';
import { traceCommand } from './trace.js';
import { verifyCommand } from './verify.js';

/** What a command works with is loaded when it is called: a benchmark does not wait for the simulator. */
export const COMMANDS = [
  simulateCommand,
  planCommand,
  sweepCommand,
  tournamentCommand,
  museumCommand,
  benchCommand,
  plannerCommand,
  emulateCommand,
  demoCommand,
  profileCommand,
  calibrateCommand,
  traceCommand,
  reportCommand,
  compareCommand,
  mergeCommand,
  importCommand,
  verifyCommand,
  completionCommand,
] as Command[];
