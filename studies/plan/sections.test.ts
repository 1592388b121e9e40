import { describe, expect, it } from 'vitest';
import { madeAnswer, madeBest, madeChoice, madePlan, madeStanding } from '../testing/index.js';
import type { PlanAnswer } from './answer.js';
import type { Plan } from './index.js';
import { sectionsOf } from './sections.js';
import type { SettingsAnswer, SettingsStanding } from './settings.js';

/** The section of one answer. */
function sectionOf(answer: Partial<PlanAnswer> = {}, plan: Partial<Plan> = {}) {
  return sectionsOf(madePlan([madeAnswer(answer)], plan))[0]!;
}

/** The answer of a promise without a deployment. */
function infeasible(fields: Partial<PlanAnswer> = {}): Partial<PlanAnswer> {
  const { best: _best, sensitivity: _sensitivity, ...rest } = madeAnswer({ choices: [], ...fields });
  return { ...rest, best: undefined as never, sensitivity: undefined as never };
}

describe('the heading', () => {
  it('names the plan and what it promises', () => {
    expect(sectionOf().heading).toBe('made: TTFT ≤ 500 ms, TPOT ≤ 50 ms');
  });

  it.each([
    [{ e2e_ms: 9000 }, 'E2E ≤ 9000 ms'],
    [{ tpot_ms: 5, e2e_ms: 1 }, 'TPOT ≤ 5 ms, E2E ≤ 1 ms'],
    [{}, 'by class'],
  ])('of %j', (sla, text) => {
    expect(sectionOf({ sla }).heading).toBe(`made: ${text}`);
  });

  it('names the promise where there are several', () => {
    expect(sectionOf({ promise: 'quick' }).heading).toMatch(/^quick: TTFT/);
  });
});

describe('the verdict', () => {
  it('says what to buy, and how sure that is', () => {
    expect(sectionOf().lines[0]).toBe(
      'Buy 2 prefill + 3 decode of engine-a: 5 GPUs, $10.00 an hour, $7,300 a month. ' +
        '97.0 % of the requests keep the promise on traffic the search had not seen ' +
        '(at least 96.0 % with 95.0 % confidence; asked 95.0 %), 98.0 % on the traffic as given.',
    );
  });

  it('counts workers of several GPUs, and has no price where none is known', () => {
    const { usdPerHour: _, ...best } = madeBest({ gpusPerWorker: 4, gpus: 20 });
    expect(sectionOf({ best }).lines[0]).toContain('Buy 2 prefill + 3 decode of engine-a: 20 GPUs (5 workers of 4). ');
  });

  it('of one GPU is in the singular', () => {
    const deployment = { engine: 'engine-a', mode: 'aggregated', counts: { aggregated: 1 } } as const;
    expect(sectionOf({ best: madeBest({ deployment, gpus: 1 }) }).lines[0]).toContain(
      'Buy 1 worker of engine-a: 1 GPU,',
    );
  });

  it('says that nothing keeps the promise, and why', () => {
    const refused = [{ engine: 'engine-a', mode: 'aggregated', gpusPerWorker: 1, because: 'too slow' } as const];
    const { lines, tables } = sectionOf(infeasible({ refused }));
    expect(lines).toEqual(['Infeasible with fixed counts on at most 64 GPUs.']);
    expect(tables).toEqual([{ head: ['ruled out', 'because'], rows: [['engine-a, aggregated', 'too slow']] }]);
  });
});

describe('a planner', () => {
  const standing = (fields: Partial<SettingsStanding> = {}): SettingsStanding => ({
    settings: { 'planner.policy': 'hpa', 'planner.target': 3 },
    attainment: 0.96,
    atLeast: 0.955,
    meanGpus: 4,
    usdPerHour: 8,
    goodRequestsPerSecond: 10,
    runs: 5,
    ...fields,
  });
  const settings = (fields: Partial<SettingsAnswer>): Partial<Plan> => ({
    settings: { sla: { checked: [standing()], combinations: 6, runs: 30, ...fields } },
  });

  it('that needs less says by how much', () => {
    expect(sectionOf({}, settings({ best: standing() })).lines[1]).toBe(
      'With a planner: policy=hpa target=3 needs 4.00 GPUs on average, $8.00 an hour, $5,840 a month, ' +
        'attainment 96.0 % (at least 95.5 %): 20.0 % fewer GPU-hours than fixed counts.',
    );
  });

  it('that needs as much, or more, says that fixed counts do', () => {
    for (const meanGpus of [5, 9]) {
      expect(sectionOf({}, settings({ best: standing({ meanGpus }) })).lines[1]).toMatch(
        /, which fixed counts do for less\.$/,
      );
    }
  });

  it('stands alone where fixed counts cannot', () => {
    const { lines } = sectionOf(infeasible(), settings({ best: standing() }));
    expect(lines[1]).toMatch(/\(at least 95\.5 %\)\.$/);
  });

  it('that does not keep the promise says so, and shows the nearest', () => {
    const { lines, tables } = sectionOf({}, settings({}));
    expect(lines[1]).toBe('None of the planner settings keeps the promise.');
    expect(tables.at(-1)).toEqual({
      head: ['planner settings', 'mean GPUs', '$/h', 'attainment', 'at least'],
      rows: [['policy=hpa target=3', '4.00', '$8.00', '96.0 %', '95.5 %']],
    });
  });

  it('without settings of its own is told as such', () => {
    const { lines } = sectionOf({}, settings({ best: standing({ settings: {} }) }));
    expect(lines[1]).toContain('With a planner: the settings as they are needs');
  });
});

describe('doubts', () => {
  const doubt = (fields: Partial<PlanAnswer>, plan: Partial<Plan> = {}) => sectionOf(fields, plan).lines.slice(1);

  it('say how much may go wrong', () => {
    expect(doubt({})).toEqual([
      'It still holds with engines 10 % slower than their profile and with 25 % more traffic.',
    ]);
  });

  it('say where no limit was found', () => {
    expect(doubt({ sensitivity: {} })).toEqual([
      'It still holds with engines twice as slow and with four times the traffic.',
    ]);
  });

  it('say when growth gets there', () => {
    const spec = { ...madePlan().spec, growth_percent_per_month: 5 };
    expect(doubt({ sensitivity: { slowdown: 1, growth: 1.3, monthsLeft: 5.38 } }, { spec })[1]).toBe(
      'At 5 % more a month it runs out in 5.4 months.',
    );
  });

  it('say when another engine becomes the cheaper one, where there is one with a price', () => {
    expect(doubt({ priceMayRise: 1.5 })[1]).toBe('It stays the cheapest until its GPU costs 1.50 times its price.');
    expect(doubt({ priceMayRise: Number.POSITIVE_INFINITY })).toHaveLength(1);
  });

  it('say that a role of one worker has nobody to stand in, but where spare ones are planned', () => {
    const deployment = { engine: 'engine-a', mode: 'disaggregated', counts: { prefill: 1, decode: 3 } } as const;
    const lonely = { best: madeBest({ deployment }) };
    expect(doubt(lonely)[1]).toMatch(/^A role has one worker: when it is lost the promise is too/);
    expect(doubt(lonely, { spec: { ...madePlan().spec, spare_workers: 1 } })).toHaveLength(1);
  });

  it('are none where there is no plan', () => {
    expect(doubt(infeasible())).toEqual([]);
  });
});

describe('tables', () => {
  it('hold the answer beside a worker less', () => {
    const deployment = { engine: 'engine-a', mode: 'disaggregated', counts: { prefill: 1, decode: 3 } } as const;
    const { tables } = sectionOf({ cheaper: [{ deployment, checked: madeStanding(0.9, { tpot: 0.99 }) }] });
    expect(tables[0]).toEqual({
      head: ['the answer and a worker less', 'attainment', 'at least', 'TTFT kept', 'TPOT kept', ''],
      rows: [
        ['2 prefill + 3 decode', '97.0 %', '96.0 %', '97.0 %', '100.0 %', 'keeps it'],
        ['1 prefill + 3 decode', '90.0 %', '89.0 %', '90.0 %', '99.0 %', 'fails'],
      ],
    });
  });

  it('leave that out where nothing is cheaper', () => {
    expect(sectionOf().tables.map(({ head }) => head[0])).toEqual(['the best of each engine']);
  });

  it('hold the best of each engine, and a dash for a price that nobody knows', () => {
    const { usdPerHour: _, ...unpriced } = madeChoice({ engine: 'engine-b' });
    expect(sectionOf({ choices: [madeChoice(), unpriced] }).tables[0]!.rows).toEqual([
      ['engine-a, disaggregated', '2 prefill + 3 decode', '5', '$10.00', '97.0 %'],
      ['engine-b, disaggregated', '2 prefill + 3 decode', '5', expect.not.stringContaining('$'), '97.0 %'],
    ]);
  });
});

describe('how it was found', () => {
  const method = (fields: Partial<Plan> = {}) => sectionsOf(madePlan([madeAnswer()], fields)).at(-1)!;

  it('counts all runs, and names the seeds and the traffic', () => {
    const settings = { sla: { checked: [], combinations: 2, runs: 7 } };
    expect(method({ settings }).lines).toEqual([
      '47 simulated runs. The search used seeds 1, 2, 3; the answer and its cheaper neighbours were held to seeds 4, 5. ' +
        'Traffic of other seeds is generated anew.',
      'Least dollars an hour among at most 64 GPUs.',
    ]);
  });

  it('says how a trace was drawn anew', () => {
    const { fixed } = madePlan();
    expect(method({ fixed: { ...fixed, resampled: true } }).lines[0]).toContain('drawn anew by blocks of a minute');
  });

  it.each([
    ['gpus', 'Least GPUs among'],
    ['goodput_per_gpu', 'Least GPUs per good request among'],
  ] as const)('names the objective %s', (objective, text) => {
    expect(method({ spec: { ...madePlan().spec, objective } }).lines[1]).toContain(text);
  });

  it('names spare workers', () => {
    const spec = { ...madePlan().spec, spare_workers: 1 };
    expect(method({ spec }).lines[1]).toContain(', with 1 worker of each role to spare.');
  });

  it('comes last, after an answer for each promise', () => {
    const plan = madePlan([madeAnswer({ promise: 'quick' }), madeAnswer({ promise: 'slow' })]);
    expect(sectionsOf(plan).map(({ heading }) => heading.split(':')[0])).toEqual([
      'quick',
      'slow',
      'How this was found',
    ]);
  });
});
