/**
 * A step of load with a planner in the loop: constant gaps and prompts, one worker too few, a policy that orders the second
 * at its first tick after the step, a fixed startup. Backlog and drain time follow from the fluid queue.
 */
import type { Policy } from '../../planner-core/index.js';
import { simulate } from '../simulation.js';
import { fluidStep } from './closed-forms.js';
import { laboratoryInput, laboratoryProfile, laboratoryTraffic, listen, SECONDS_PER_TOKEN } from './laboratory.js';

const SERVICE_S = 0.1; // capacity of one worker: 10 requests/s
const RATE_BEFORE = 8;
const RATE_AFTER = 15;
const STEP_AT_S = 570;
const TICK_S = 60;
const STARTUP_S = 120;
const READY_AT_S = 600 + STARTUP_S; // the first tick after the step, then the startup

/** Requests that wait when the second worker is ready, and seconds until they are served. */
export interface FluidResult {
  readonly expected: { readonly backlog: number; readonly drain_s: number };
  readonly simulated: { readonly backlog: number; readonly drain_s: number };
}

/** Runs the step; the simulation may differ from the fluid by a request or two. */
export function runFluidCase(): FluidResult {
  const capacity = 1 / SERVICE_S;
  const expected = fluidStep(RATE_AFTER, capacity, 2 * capacity, READY_AT_S - STEP_AT_S);
  let arrived = 0;
  let served = 0;
  let backlog = Number.NaN;
  let drained_s = Number.NaN;
  const look = (time_s: number) => {
    if (time_s < READY_AT_S)
      backlog = arrived - served - 1; // one is in service
    else if (Number.isNaN(drained_s) && arrived - served <= 2) drained_s = time_s;
  };
  const sink = listen({
    arrival: ({ time_s }) => {
      look(time_s);
      arrived++;
    },
    requestEnd: ({ time_s }) => {
      look(time_s);
      served++;
    },
  });
  const laboratory = {
    profile: laboratoryProfile(),
    policy: secondWorkerAfterStep,
    interval_s: TICK_S,
    startup_s: STARTUP_S,
  };
  simulate(laboratoryInput(laboratory, 1), stepTraffic(), sink);
  return { expected, simulated: { backlog, drain_s: drained_s - READY_AT_S } };
}

function stepTraffic() {
  let time_s = 0;
  const gap_s = () => {
    const gap = 1 / (time_s < STEP_AT_S ? RATE_BEFORE : RATE_AFTER);
    time_s += gap;
    return gap;
  };
  const count = RATE_BEFORE * STEP_AT_S + RATE_AFTER * 600;
  return laboratoryTraffic(
    count,
    gap_s,
    () => SERVICE_S / SECONDS_PER_TOKEN,
    () => 1,
  );
}

const secondWorkerAfterStep: Policy = {
  name: 'second-worker-after-step',
  init: () => ({
    initialState: null,
    leastWorkers: 0,
    tick: (_state, { time }) => ({
      state: null,
      decision: { targets: time > STEP_AT_S ? { prefill: 2 } : {}, reasons: [], explanation: {}, log: [] },
    }),
  }),
};
