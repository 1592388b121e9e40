/** The files of a record agree with each other, and with what was told, whatever the run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../planner-core/index.js';
import { readRequests } from '../compare/requests.js';
import { ascending, quantileOf } from '../compare/statistics.js';
import { FIVE_PRICES } from '../testing/five-requests.js';
import { anyRequestEnd } from '../testing/requests.js';
import { runMeta, TRAFFIC } from '../testing/run-meta.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { csvTable } from './csv-table.js';
import type { RequestEnd, TickEvent, WorkerEnd } from './events.js';
import { type RunRecord, readRun } from './read-run.js';
import { openRunDirectory } from './run-directory.js';
import type { Summary } from './summary.js';

const WIDTH_S = 20;
const SLA = { ttft_ms: 4000, tpot_ms: 400, classes: { batch: { e2e_ms: 30_000 } } };

const anyWorker = fc.record({
  role: fc.constantFrom<Role>('prefill', 'decode'),
  gpus: fc.integer({ min: 1, max: 4 }),
  gpuSystem: fc.constantFrom('a100_sxm', 'h100_sxm'),
  seconds: fc.record({
    starting: fc.nat({ max: 90 }),
    serving: fc.nat({ max: 500 }),
    idle: fc.nat({ max: 500 }),
    draining: fc.nat({ max: 30 }),
  }),
});
const anyRun = fc.record({
  drawn: fc.array(anyRequestEnd, { minLength: 1, maxLength: 25 }),
  workers: fc.array(anyWorker, { maxLength: 4 }),
  orders: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }),
});
type DrawnRun = typeof anyRun extends fc.Arbitrary<infer Run> ? Run : never;

const tickAt = (time_s: number, decode: number): TickEvent => ({
  time_s,
  observation: { time: time_s, windowSeconds: 60, workers: {} },
  decision: { targets: { decode }, reasons: ['forecast'], explanation: {}, log: [] },
  ordered: { decode },
});

/** Records the run and reads it back. */
function recorded({ drawn, workers, orders }: DrawnRun) {
  const folder = temporaryFolder();
  const ends = drawn.map((end, id): RequestEnd => ({ ...end, id })).toSorted((a, b) => a.time_s - b.time_s);
  const end_s = WIDTH_S * Math.ceil((ends.at(-1)!.time_s + 1) / WIDTH_S);
  const recorder = openRunDirectory(folder, runMeta({ sla: SLA, prices: FIVE_PRICES, timelineInterval_s: WIDTH_S }));
  for (const end of ends) recorder.sink.arrival({ ...end, time_s: end.arrival_s });
  orders.forEach((decode, i) => void recorder.sink.tick(tickAt(i * 60, decode)));
  for (const end of ends) recorder.sink.requestEnd(end);
  workers.forEach(
    (worker, i) => void recorder.sink.workerEnd({ ...worker, worker: i, ordered_s: 0, stages: [] } satisfies WorkerEnd),
  );
  recorder.sink.runEnd({ time_s: end_s });
  const closed = recorder.close({ status: 'complete', finishedAt: new Date(), traffic: TRAFFIC });
  return { folder, ends, closed, record: readRun(folder) };
}

/** Checks a property of any recorded run. */
function check(holds: (run: ReturnType<typeof recorded>) => void): void {
  fc.assert(
    fc.property(anyRun, (drawn) => holds(recorded(drawn))),
    { numRuns: 6 },
  );
}

/** A column of requests.csv. */
function columnOf(folder: string, name: string): string[] {
  const { columns, rows } = csvTable(readFileSync(join(folder, 'requests.csv'), 'utf8'), 'f');
  return rows.map((row) => row[columns.indexOf(name)]!);
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const total = (rows: RunRecord['timeline'], column: string) => sum(rows.map((row) => Number(row[column] ?? 0)));
const countOf = (texts: readonly string[], text: string) => texts.filter((one) => one === text).length;

describe('a record', () => {
  it('is read as it was closed', () => {
    check(({ closed, record }) => {
      expect(record.summary).toEqual(JSON.parse(JSON.stringify(closed)));
    });
  });

  it('has a row of each request, and counts them as its rows do', () => {
    check(({ folder, ends, record: { summary } }) => {
      const statuses = columnOf(folder, 'status');
      expect(statuses).toHaveLength(ends.length);
      expect(summary.requests.offered).toBe(ends.length);
      expect(summary.requests.completed).toBe(countOf(statuses, 'completed'));
      expect(summary.requests.unfinished).toBe(countOf(statuses, 'unfinished'));
      for (const [status, count] of Object.entries(summary.requests.failed_by_status ?? {})) {
        expect(countOf(statuses, status), status).toBe(count);
      }
    });
  });

  it('has the attainment and the causes of its rows', () => {
    check(({ folder, record: { summary } }) => {
      const verdicts = columnOf(folder, 'met_sla');
      const judged = countOf(verdicts, 'true') + countOf(verdicts, 'false');
      expect(summary.attainment.overall).toBe(judged === 0 ? undefined : countOf(verdicts, 'true') / judged);
      const causes = columnOf(folder, 'miss_cause');
      expect(causes.filter((cause) => cause !== '')).toHaveLength(countOf(verdicts, 'false'));
      for (const [cause, count] of Object.entries(summary.causes!)) expect(countOf(causes, cause), cause).toBe(count);
    });
  });

  it('has the latencies of its rows, within a thousandth', () => {
    check(({ folder, record: { summary } }) => {
      const lines = readRequests(folder);
      const near = (found: number | undefined, exact: number) => {
        if (Number.isNaN(exact)) expect(found).toBeUndefined();
        else expect(Math.abs(found! - exact)).toBeLessThanOrEqual(exact * 0.001001 + 1e-5);
      };
      for (const name of ['ttft_ms', 'e2e_ms'] as const) {
        const values = ascending(lines.map((line) => line[name]).filter((value) => !Number.isNaN(value)));
        expect(summary[name]?.count ?? 0).toBe(values.length);
        near(summary[name]?.p50, quantileOf(values, 0.5));
        near(summary[name]?.p99, quantileOf(values, 0.99));
        near(summary[name]?.max, quantileOf(values, 1));
      }
    });
  });

  it('has a timeline that sums to the whole', () => {
    check(({ record: { summary, timeline } }) => {
      expect(total(timeline, 'offered_rps') * WIDTH_S).toBeCloseTo(summary.requests.offered, 6);
      expect(total(timeline, 'completed_rps') * WIDTH_S).toBeCloseTo(summary.requests.completed, 6);
      expect(total(timeline, 'failed_rps') * WIDTH_S).toBeCloseTo(summary.requests.failed, 6);
      for (const [cause, count] of Object.entries(summary.causes!))
        expect(total(timeline, `missed_${cause}`)).toBe(count);
    });
  });

  it('has GPU-hours and a cost that are those of its workers', () => {
    check(({ record: { summary, workers } }) => {
      for (const state of ['starting', 'serving', 'idle', 'draining'] as const) {
        expect(total(workers, `${state}_gpu_s`)).toBeCloseTo(summary.gpu_hours[state] * 3600, 6);
      }
      const usd = sum(Object.values(summary.cost?.by_kind ?? {}).map((kind) => kind.usd));
      expect(usd).toBeCloseTo(summary.cost?.usd ?? 0, 9);
      expect(summary.cost === undefined).toBe(summary.gpu_hours.total === 0);
    });
  });

  it('has a row of each tick, and counts how orders went as its rows do', () => {
    check(({ record: { summary, decisions } }) => {
      const orders = decisions.map((row) => Number(row['decode_ordered']));
      const steps = orders.slice(1).map((order, i) => Math.sign(order - orders[i]!));
      expect(summary.scaling satisfies Summary['scaling']).toMatchObject({
        decisions: orders.length,
        scale_ups: steps.filter((step) => step > 0).length,
        scale_downs: steps.filter((step) => step < 0).length,
      });
    });
  });

  it('says in run.json what its summary says', () => {
    check(({ record: { run, summary } }) => {
      expect(run.event_log_sha256).toBe(summary.event_log_sha256);
      expect(run.timeline_interval_s).toBe(WIDTH_S);
    });
  });
});
