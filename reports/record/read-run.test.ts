import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIVE_PRICES, FIVE_SLA, tellFiveRequests } from '../testing/five-requests.js';
import { runMeta, TRAFFIC } from '../testing/run-meta.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { RunSink } from './events.js';
import { readRun } from './read-run.js';
import { writeRegret } from './regret-file.js';
import { openRunDirectory, type RunMeta } from './run-directory.js';

function recorded(tell: (sink: RunSink) => void = tellFiveRequests, change: Partial<RunMeta> = {}): string {
  const folder = temporaryFolder();
  const recorder = openRunDirectory(folder, runMeta({ sla: FIVE_SLA, prices: FIVE_PRICES, ...change }));
  tell(recorder.sink);
  recorder.close({ status: 'complete', finishedAt: new Date('2026-11-24T00:00:02Z'), traffic: TRAFFIC });
  return folder;
}

function edit(folder: string, name: string, change: (text: string) => string): string {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return folder;
}

describe('a record that is read back', () => {
  it('has what the run was and what it came to', () => {
    const { run, summary, regret } = readRun(recorded());
    expect(run).toMatchObject({ schema: 'headroom-run/1', name: 'by hand', status: 'complete', seed: 1 });
    expect(summary.requests).toMatchObject({ offered: 5, completed: 3 });
    expect(regret).toBeUndefined();
  });

  it('has numbers where a cell is one, text otherwise, and nothing where it is empty', () => {
    const { decisions } = readRun(recorded());
    expect(decisions[0]).toEqual({
      time_s: 5,
      observed_requests: 5,
      observed_input_tokens: 300,
      observed_output_tokens: Number.NaN,
      observed_ttft_ms: 1250,
      observed_itl_ms: undefined,
      observed_duration_ms: undefined,
      observed_decode_ready: 1,
      observed_decode_starting: 0,
      observed_decode_draining: 0,
      decode_needed: 1.5,
      prefill_target: 1,
      prefill_ordered: 1,
      decode_target: 2,
      decode_ordered: 2,
      reasons: 'forecast|min_endpoint',
    });
  });

  it('has its workers in the order of their orders, though they were told as they ended', () => {
    const { workers } = readRun(recorded());
    expect(workers.map(({ worker }) => worker)).toEqual([0, 1, 2]);
    expect(workers[0]).toMatchObject({ role: 'prefill', gpu_system: 'a100_sxm', gone_s: undefined });
  });

  it('has a row of the timeline for each interval', () => {
    const { timeline } = readRun(recorded());
    expect(timeline.map(({ time_s }) => time_s)).toEqual([0, 5]);
    expect(timeline[0]).toMatchObject({ offered_rps: 1, attainment: 0.4 });
  });

  it('of a run in which nothing happened has no rows', () => {
    const { summary, timeline, decisions, workers } = readRun(recorded((sink) => sink.runEnd({ time_s: 0 })));
    expect([timeline, decisions, workers]).toEqual([[], [], []]);
    expect(summary.requests).toEqual({ offered: 0, completed: 0, failed: 0, unfinished: 0 });
    expect(summary.attainment).toEqual({ by_class: {} });
  });

  it('has GPUs and stages whose names need quotes in a CSV file', () => {
    const { workers } = readRun(
      recorded((sink) => {
        sink.workerEnd({
          worker: 0,
          role: 'decode',
          gpuSystem: 'H100, 80 GB "SXM"',
          gpus: 1,
          ordered_s: 0,
          stages: [{ name: 'load, then warm', start_s: 1, end_s: 2 }],
          seconds: { starting: 2, serving: 0, idle: 0, draining: 0 },
        });
      }),
    );
    expect(workers[0]).toMatchObject({ gpu_system: 'H100, 80 GB "SXM"', 'load, then warm_end_s': 2 });
  });

  it('has the regret that was added to it', () => {
    const folder = recorded();
    const none = { gpu_hours: 1, missed: 0 };
    writeRegret(folder, {
      schema: 'headroom-regret/1',
      method: 'shapley',
      trials: 0,
      bound: none,
      parts: [],
      actual: none,
    });
    expect(readRun(folder).regret).toMatchObject({ trials: 0, bound: none });
  });

  it('needs no row of a request', () => {
    const folder = recorded();
    rmSync(join(folder, 'requests.csv'));
    expect(() => readRun(folder)).not.toThrow();
  });

  it('of an older version keeps what it has: columns and fields that are new are absent', () => {
    const folder = recorded();
    edit(folder, 'timeline.csv', () => 'time_s,offered_rps\n0,1\n');
    edit(folder, 'summary.json', (text) => {
      const { confidence: _, tokens: __, ...older } = JSON.parse(text) as Record<string, unknown>;
      return JSON.stringify(older);
    });
    const { timeline, summary } = readRun(folder);
    expect(timeline).toEqual([{ time_s: 0, offered_rps: 1 }]);
    expect(summary).not.toHaveProperty('confidence');
  });
});

describe('a record that is not whole', () => {
  it.each(['run.json', 'summary.json', 'timeline.csv', 'decisions.csv', 'workers.csv'])('misses its %s', (name) => {
    const folder = recorded();
    rmSync(join(folder, name));
    expect(() => readRun(folder)).toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [
          {
            at: { file: join(folder, name) },
            message: 'cannot be read (ENOENT); expected a file of a run record',
            hint: 'Give the directory that `headroom simulate` wrote.',
          },
        ],
      }),
    );
  });

  it.each(['run.json', 'summary.json'])('has a %s that was cut off', (name) => {
    const folder = edit(recorded(), name, (text) => text.slice(0, -30));
    expect(() => readRun(folder)).toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [{ at: { file: join(folder, name) }, message: expect.stringMatching(/^is not valid JSON: /) }],
      }),
    );
  });

  it.each(['timeline.csv', 'decisions.csv', 'workers.csv'])('has a %s that was cut off, be it by one digit', (name) => {
    for (const bytes of [1, 2, 12]) {
      const folder = edit(recorded(), name, (text) => text.slice(0, -bytes));
      expect(() => readRun(folder), `${bytes} bytes`).toThrow(
        expect.objectContaining({
          code: 'HR_RECORD_INVALID',
          details: [expect.objectContaining({ at: { file: join(folder, name), line: expect.any(Number) } })],
        }),
      );
    }
  });

  it('is none where there is no directory', () => {
    expect(() => readRun(join(temporaryFolder(), 'nowhere'))).toThrow(/nowhere\/run\.json: cannot be read \(ENOENT\)/);
  });

  it('is none where a file is a directory', () => {
    expect(() => readRun(join(recorded(), 'run.json'))).toThrow(/run\.json\/run\.json: cannot be read \(ENOTDIR\)/);
  });
});
