/** A plan made by hand, as its words, pictures and files see it. */
import type { CheckedChoice, PlanAnswer } from '../plan/answer.js';
import type { Choice } from '../plan/choices.js';
import type { Standing } from '../plan/evidence.js';
import type { Plan } from '../plan/index.js';
import { smallScenario } from './scenarios.js';

/** How a deployment did on several seeds, with nothing special about it. */
export function madeStanding(attainment: number, fields: Partial<Standing> = {}): Standing {
  return {
    meets: attainment >= 0.95,
    attainment,
    ttft: attainment,
    tpot: 1,
    goodRequestsPerSecond: 10,
    atLeast: attainment - 0.01,
    runs: 5,
    upperBound: false,
    ...fields,
  };
}

/** 2 prefill and 3 decode workers of two dollars. */
export function madeChoice(fields: Partial<Choice> = {}): Choice {
  return {
    engine: 'engine-a',
    mode: 'disaggregated',
    gpusPerWorker: 1,
    system: 's',
    usdPerGpuHour: 2,
    deployment: { engine: 'engine-a', mode: 'disaggregated', counts: { prefill: 2, decode: 3 } },
    gpus: 5,
    usdPerHour: 10,
    standing: madeStanding(0.97),
    ...fields,
  };
}

/** A choice that passed its check. */
export function madeBest(fields: Partial<CheckedChoice> = {}): CheckedChoice {
  return { ...madeChoice(), checked: madeStanding(0.97), asGiven: madeStanding(0.98), ...fields };
}

/** An answer with a best, which holds with a quarter more traffic and engines a tenth slower. */
export function madeAnswer(fields: Partial<PlanAnswer> = {}): PlanAnswer {
  return {
    promise: 'sla',
    sla: { ttft_ms: 500, tpot_ms: 50 },
    best: madeBest(),
    cheaper: [],
    choices: [madeChoice()],
    refused: [],
    sensitivity: { slowdown: 1.1, growth: 1.25 },
    ...fields,
  };
}

/** A plan of these answers. */
export function madePlan(answers: readonly PlanAnswer[] = [madeAnswer()], fields: Partial<Plan> = {}): Plan {
  const { scenario } = smallScenario();
  return {
    name: 'made',
    spec: scenario.plan,
    scenario,
    fixed: {
      objective: 'usd',
      answers,
      seeds: { search: [1, 2, 3], check: [4, 5] },
      resampled: false,
      runs: 40,
      seen: [],
    },
    settings: {},
    exports: {},
    ...fields,
  };
}
