import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogHistogram } from '../measure/log-histogram.js';
import { FIVE_PRICES, FIVE_SLA, tellFiveRequests } from '../testing/five-requests.js';
import { clientView, completed } from '../testing/requests.js';
import { runMeta, TRAFFIC } from '../testing/run-meta.js';
import { disk } from '../testing/small-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openObservations, readObservations } from './observation-file.js';
import { openRunDirectory, type RunMeta, type RunRecorder } from './run-directory.js';
import type { RunFile, RunStatus } from './run-file.js';
import { type Summary, summarySchema } from './summary.js';

vi.mock('node:fs', async (original) => (await import('../testing/small-disk.js')).smallDisk(await original()));
afterEach(() => {
  disk.room_bytes = Number.POSITIVE_INFINITY;
});

const five = (change: Partial<RunMeta> = {}) => runMeta({ sla: FIVE_SLA, prices: FIVE_PRICES, ...change });

function close(recorder: RunRecorder, status: RunStatus = 'complete', traffic = TRAFFIC): Summary {
  return recorder.close({ status, finishedAt: new Date('2026-11-24T00:00:02.5Z'), traffic });
}

function record(folder: string, change: Partial<RunMeta> = {}): Summary {
  const recorder = openRunDirectory(folder, five(change));
  tellFiveRequests(recorder.sink);
  return close(recorder);
}

const textOf = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
const linesOf = (folder: string, name: string) => textOf(folder, name).trimEnd().split('\n');
const jsonOf = <T>(folder: string, name: string) => JSON.parse(textOf(folder, name)) as T;
const filesOf = (folder: string) => readdirSync(folder).sort();

const FILES = ['decisions.csv', 'requests.csv', 'run.json', 'summary.json', 'timeline.csv', 'workers.csv'];

describe('the directory of a run', () => {
  it('holds these files and no other', () => {
    const folder = temporaryFolder();
    record(folder);
    expect(filesOf(folder)).toEqual(FILES);
  });

  it('is made where it is not there', () => {
    const folder = join(temporaryFolder(), 'runs', 'today');
    record(folder);
    expect(filesOf(folder)).toEqual(FILES);
  });

  it('has the same bytes for the same run', () => {
    const [one, other] = [temporaryFolder(), temporaryFolder()];
    record(one);
    record(other);
    for (const name of FILES) expect(textOf(one, name), name).toBe(textOf(other, name));
  });

  it('holds the rows of requests in the order in which they ended', () => {
    const folder = temporaryFolder();
    record(folder);
    expect(linesOf(folder, 'requests.csv')).toEqual([
      'id,class,arrival_s,input_tokens,output_tokens,cached_tokens,prefill_worker,decode_worker,ttft_ms,tpot_ms,e2e_ms,status,met_sla,miss_cause,attempts,preemptions,planner_late_s',
      '0,,0,100,11,0,0,1,500,100,1500,completed,true,,,0,',
      '3,,3,400,5,0,0,,,,,failed,false,failed,,,',
      '1,,1,200,21,50,0,1,2000,100,4000,completed,false,ttft,,1,',
      '2,batch,2,300,1,0,0,1,6000,,6000,completed,true,,,0,',
      '4,,4,500,41,0,0,1,1000,400,,unfinished,false,unfinished,,0,',
    ]);
  });

  it('holds the rows of decisions, workers and intervals', () => {
    const folder = temporaryFolder();
    record(folder);
    expect(linesOf(folder, 'decisions.csv')).toEqual([
      'time_s,observed_requests,observed_input_tokens,observed_output_tokens,observed_ttft_ms,observed_itl_ms,observed_duration_ms,observed_decode_ready,observed_decode_starting,observed_decode_draining,decode_needed,prefill_target,prefill_ordered,decode_target,decode_ordered,reasons',
      '5,5,300,NaN,1250,,,1,0,0,1.5,1,1,2,2,forecast|min_endpoint',
      '8,5,300,NaN,1250,,,1,0,0,0.5,1,1,1,1,forecast|max_replicas',
    ]);
    expect(linesOf(folder, 'workers.csv')).toEqual([
      'worker,role,kind,gpu_system,gpus,ordered_s,load_start_s,load_end_s,ready_s,drain_s,gone_s,starting_gpu_s,serving_gpu_s,idle_gpu_s,draining_gpu_s',
      '2,decode,,h100_sxm,2,5,5,8,8,9,10,6,2,0,2',
      '0,prefill,,a100_sxm,1,0,,,0,,,0,4,6,0',
      '1,decode,,h100_sxm,2,0,,,0,,,0,16,4,0',
    ]);
    const [head, first, second] = linesOf(folder, 'timeline.csv');
    expect(head).toMatch(/^time_s,offered_rps,completed_rps,failed_rps,attainment,.*,usd_per_hour$/);
    expect(first).toMatch(/^0,1,0.2,0.2,0.4,.*,9$/);
    expect(second).toMatch(/^5,0,0.4,0,,.*,16.2$/);
  });

  it('holds the summary that closing returned', () => {
    const folder = temporaryFolder();
    const summary = record(folder);
    expect(summarySchema.parse(jsonOf(folder, 'summary.json'))).toEqual(summary);
  });

  it('holds what the run was', () => {
    const folder = temporaryFolder();
    const summary = record(folder, {
      scenario: { seed: 7 },
      seed: 7,
      startAt: new Date('2026-11-24T00:00:01Z'),
      clock: { ahead_ms: 3, within_ms: 1 },
    });
    expect(jsonOf<RunFile>(folder, 'run.json')).toEqual({
      schema: 'headroom-run/1',
      tool: { name: 'llm-headroom', version: '0.0.0' },
      name: 'by hand',
      status: 'complete',
      command: ['simulate', 'hand.yaml'],
      seed: 7,
      inputs: [{ name: 'hand.yaml', sha256: 'abc' }],
      traffic: TRAFFIC,
      profiles: {},
      prices: FIVE_PRICES,
      timeline_interval_s: 5,
      event_log_sha256: summary.event_log_sha256,
      scenario: { seed: 7 },
      wallClock: {
        started_at: '2026-11-24T00:00:00.000Z',
        elapsed_s: 2.5,
        start_at: '2026-11-24T00:00:01.000Z',
        clock: { ahead_ms: 3, within_ms: 1 },
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
      },
    });
  });

  it('names the trace among its inputs', () => {
    const folder = temporaryFolder();
    const trace = { name: 'trace.csv', sha256: 'def' };
    close(openRunDirectory(folder, five()), 'complete', { ...TRAFFIC, file: trace });
    expect(jsonOf<RunFile>(folder, 'run.json').inputs).toEqual([{ name: 'hand.yaml', sha256: 'abc' }, trace]);
  });

  it('tells the interval to which the timeline has come', () => {
    const folder = temporaryFolder();
    const recorder = openRunDirectory(folder, five({ timelineInterval_s: 15, timelineMayCoarsen: true }));
    recorder.sink.arrival({ time_s: 480 * 15, id: 0, inputTokens: 1, outputTokens: 1 });
    close(recorder);
    expect(jsonOf<RunFile>(folder, 'run.json').timeline_interval_s).toBe(60);
    expect(linesOf(folder, 'timeline.csv')).toHaveLength(1 + 121);
  });

  it('has no rows of requests where nobody wants them', () => {
    const folder = temporaryFolder();
    record(folder, { requests: undefined });
    expect(filesOf(folder)).toEqual(FILES.filter((name) => name !== 'requests.csv'));
  });

  it('has what the client saw in the rows of a live run alone', () => {
    const rows = (live: boolean) => {
      const folder = temporaryFolder();
      const recorder = openRunDirectory(folder, five({ live }));
      recorder.sink.requestEnd(completed({ client: clientView() }));
      close(recorder);
      return linesOf(folder, 'requests.csv');
    };
    expect(rows(false)[0]).toMatch(/,planner_late_s$/);
    expect(rows(true)[0]).toMatch(/,planner_late_s,lateness_ms,.*,target$/);
    expect(rows(true)[1]).toMatch(/,20,10.1,11,400,1400,100,,,80,11,5,100,11,200,,http:\/\/a$/);
  });

  it('keeps the whole story of a part of a load', () => {
    const folder = temporaryFolder();
    record(folder, { segment: { index: 1, of: 3 } });
    expect(filesOf(folder)).toEqual([...FILES, 'segment.jsonl'].sort());
    expect(jsonOf<RunFile>(folder, 'run.json').segment).toEqual({ index: 1, of: 3 });
    const lines = linesOf(folder, 'segment.jsonl').map((line) => Object.keys(JSON.parse(line) as object)[0]);
    expect(lines).toEqual(['sample', 'request', 'request', 'request', 'sample', 'request', 'request', 'end']);
  });
});

describe('a run that is looked at before it is over', () => {
  it('has its figures and its rows so far, and goes on', () => {
    const folder = temporaryFolder();
    const recorder = openRunDirectory(folder, five());
    recorder.sink.arrival({ time_s: 0, id: 0, inputTokens: 100, outputTokens: 11 });
    const { summary, timeline } = recorder.soFar();
    expect(summary).toMatchObject({ requests: { offered: 1, completed: 0 }, event_log_sha256: '' });
    expect(timeline).toEqual([expect.objectContaining({ time_s: 0, offered_rps: 0.2 })]);
    recorder.sink.arrival({ time_s: 1, id: 1, inputTokens: 1, outputTokens: 1 });
    expect(close(recorder).requests.offered).toBe(2);
  });

  it('may be given the token gaps of others', () => {
    const others = new LogHistogram();
    others.record(0.2, 3);
    const recorder = openRunDirectory(temporaryFolder(), five());
    recorder.sink.tokenGaps(0.1, 1, 1, 0);
    recorder.mergeGaps(others.state());
    expect(close(recorder).itl_ms).toMatchObject({ count: 4, max: 200, mean: expect.closeTo(175) });
  });
});

describe('a run that was cut off', () => {
  it.each(['interrupted', 'failed'] as const)('is %s, and has what was measured until then', (status) => {
    const folder = temporaryFolder();
    const recorder = openRunDirectory(folder, five());
    recorder.sink.arrival({ time_s: 0, id: 0, inputTokens: 100, outputTokens: 11 });
    recorder.sink.requestEnd(completed());
    close(recorder, status);
    expect(jsonOf<RunFile>(folder, 'run.json').status).toBe(status);
    expect(jsonOf<Summary>(folder, 'summary.json').requests).toMatchObject({ offered: 1, completed: 1 });
    expect(filesOf(folder)).toEqual(FILES);
  });

  it('before anything happened has tables without rows', () => {
    const folder = temporaryFolder();
    close(openRunDirectory(folder, five()), 'interrupted');
    expect(linesOf(folder, 'requests.csv')).toHaveLength(1);
    expect(textOf(folder, 'decisions.csv')).toBe('time_s,reasons\n');
    expect(textOf(folder, 'workers.csv')).toBe('worker,role\n');
    expect(textOf(folder, 'timeline.csv')).toBe('\n');
  });

  it('has had a mebibyte in reserve, so that a full disk has room for the end', () => {
    const folder = temporaryFolder();
    const recorder = openRunDirectory(folder, five());
    expect(statSync(join(folder, '.reserved')).size).toBe(1 << 20);
    close(recorder);
    expect(existsSync(join(folder, '.reserved'))).toBe(false);
  });

  it('says that the disk is full, and leaves the rows that were whole', () => {
    const folder = temporaryFolder();
    const recorder = openRunDirectory(folder, five());
    for (let id = 0; id < 1000; id++) recorder.sink.requestEnd(completed({ id }));
    disk.room_bytes = 100;
    const more = () => {
      for (let id = 1000; id < 3000; id++) recorder.sink.requestEnd(completed({ id }));
    };
    expect(more).toThrow(expect.objectContaining({ code: 'HR_OUTPUT_FAILED' }));
    disk.room_bytes = Number.POSITIVE_INFINITY;
    close(recorder, 'failed');
    const lines = linesOf(folder, 'requests.csv');
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(lines.slice(1).map((_, i) => i));
    expect(lines.length).toBeGreaterThan(500);
    expect(jsonOf<RunFile>(folder, 'run.json').status).toBe('failed');
  });
});

describe('a directory that is not empty', () => {
  it('is refused where it holds anything but a record', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(() => openRunDirectory(folder, five())).toThrow(
      expect.objectContaining({
        code: 'HR_OUTPUT_FAILED',
        details: [
          {
            at: { file: folder },
            message: 'the directory is not empty and holds no run record',
            hint: 'Choose an empty or a new directory with --out.',
          },
        ],
      }),
    );
    expect(filesOf(folder)).toEqual(['notes.txt']);
  });

  it.each(['run.json', '.reserved', 'requests.csv', 'requests.parquet'])('is taken where it has a %s', (name) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), '');
    record(folder);
    expect(filesOf(folder)).toEqual(FILES);
  });

  it('loses what an older run left that the new one does not write', () => {
    const folder = temporaryFolder();
    record(folder, { segment: { index: 0, of: 2 } });
    for (const name of ['requests.parquet', 'regret.json', 'observations.jsonl']) writeFileSync(join(folder, name), '');
    record(folder);
    expect(filesOf(folder)).toEqual(FILES);
  });

  it('keeps its observations where the run goes on with them, and whatever else is there', () => {
    const folder = temporaryFolder();
    record(folder);
    const start = { start: { time_s: 0, resumed: false, replicas: {} } };
    const file = openObservations(folder);
    file.add(start);
    file.close();
    mkdirSync(join(folder, 'charts'));
    record(folder, { keepsObservations: true });
    expect(readObservations(folder)).toEqual([start]);
    expect(existsSync(join(folder, 'charts'))).toBe(true);
  });

  it('cannot be a file', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openRunDirectory(file, five())).toThrow(
      expect.objectContaining({ code: 'HR_OUTPUT_FAILED', details: [expect.objectContaining({ at: { file } })] }),
    );
  });
});
