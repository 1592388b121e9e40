/** `headroom simulate` from outside: the record, its repeatability, its exit codes, an interrupt. */

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun, summarySchema } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');
const QUICK = [
  'simulate',
  shippedPath('scenarios', 'quickstart.yaml'),
  '--set',
  'traffic.generator.duration_s=600',
  '--set',
  'traffic.generator.rate=[{from_s: 0, rps: 3}, {from_s: 200, rps: 9}]',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-run-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function headroom(args: string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
}

/** sha256 of every file of a record, without the one block that may differ. */
function fingerprints(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, 'utf8').replace(/"wallClock": \{[^}]*\}/, '');
      return [path.slice(directory.length), createHash('sha256').update(text).digest('hex')];
    }),
  );
}

describe('a run', () => {
  let here: string;
  beforeAll(() => {
    here = join(folder, 'here');
    expect(headroom([...QUICK, '--out', here]).status).toBe(0);
  });

  it('is the same, byte for byte, whatever the time zone and the language', () => {
    const there = join(folder, 'there');
    expect(
      headroom([...QUICK, '--out', there], { TZ: 'America/New_York', LC_ALL: 'de_DE.UTF-8', LANG: 'tr_TR' }).status,
    ).toBe(0);
    expect(fingerprints(there)).toEqual(fingerprints(here));
    expect(Object.keys(fingerprints(here)).sort()).toEqual(
      expect.arrayContaining([
        '/decisions.csv',
        '/report.html',
        '/requests.csv',
        '/run.json',
        '/summary.json',
        '/timeline.csv',
        '/workers.csv',
      ]),
    );
  });

  it('is another with another seed', () => {
    const other = join(folder, 'other');
    headroom([...QUICK, '--out', other, '--set', 'seed=2']);
    expect(readRun(other).summary.event_log_sha256).not.toBe(readRun(here).summary.event_log_sha256);
  });

  it('accounts for every request and every GPU second', () => {
    const { run, summary, workers, timeline, decisions } = readRun(here);
    const { requests, gpu_hours, tokens } = summary;
    expect(requests.offered).toBe(requests.completed + requests.failed + requests.unfinished);
    expect(run.traffic).toMatchObject({
      requests: requests.offered,
      input_tokens: tokens.input,
      output_tokens: tokens.output,
    });
    const gpuSeconds = workers.reduce(
      (sum, row) =>
        sum + ['starting', 'serving', 'idle', 'draining'].reduce((s, state) => s + Number(row[`${state}_gpu_s`]), 0),
      0,
    );
    expect(gpu_hours.total * 3600).toBeCloseTo(gpuSeconds, 6);
    const offered = timeline.reduce((sum, row) => sum + Number(row['offered_rps']) * run.timeline_interval_s, 0);
    expect(offered).toBeCloseTo(requests.offered, -1);
    expect(decisions).toHaveLength(summary.scaling.decisions);
    const rows = readFileSync(join(here, 'requests.csv'), 'utf8').trimEnd().split('\n');
    expect(rows).toHaveLength(requests.offered + 1);
    const good = rows.filter((row) => row.split(',')[12] === 'true').length;
    expect(good / requests.offered).toBeCloseTo(summary.attainment.overall!, 12);
  });

  it('puts every miss down to one cause, the same in every file', () => {
    const { summary, timeline } = readRun(here);
    const [head, ...rows] = readFileSync(join(here, 'requests.csv'), 'utf8').trimEnd().split('\n');
    const column = head!.split(',').indexOf('miss_cause');
    const counts: Record<string, number> = {};
    for (const row of rows) {
      const cells = row.split(',');
      expect(cells[column] === '').toBe(cells[column - 1] === 'true');
      if (cells[column]) counts[cells[column]] = (counts[cells[column]] ?? 0) + 1;
    }
    expect(counts).toEqual(summary.causes);
    expect(Object.keys(counts).length).toBeGreaterThan(1);
    for (const [cause, misses] of Object.entries(counts)) {
      expect(timeline.reduce((sum, row) => sum + Number(row[`missed_${cause}`]), 0)).toBe(misses);
    }
  });

  it('tells with --regret what its shortcomings cost; without it the next run forgets', () => {
    const there = join(folder, 'regret');
    const { status, stdout } = headroom([...QUICK, '--out', there, '--regret']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/regret +work bound [\d.]+ GPU-hours; whole workers/);
    const { regret, summary } = readRun(there);
    const parts = regret!.parts.reduce((sum, part) => sum + part.gpu_hours, 0);
    expect(regret!.bound.gpu_hours + parts).toBeCloseTo(summary.gpu_hours.total, 9);
    expect(readFileSync(join(there, 'charts', 'regret-gpu-hours.svg'), 'utf8')).toContain('work bound');
    expect(readFileSync(join(there, 'report.html'), 'utf8')).toContain('What the shortcomings cost');
    headroom([...QUICK, '--out', there]);
    expect(readRun(there).regret).toBeUndefined();
    expect(readdirSync(join(there, 'charts'))).not.toContain('regret-gpu-hours.svg');
  });

  it('draws its report again, the same', () => {
    const again = join(folder, 'again');
    cpSync(here, again, { recursive: true });
    rmSync(join(again, 'report.html'));
    const { status, stdout } = headroom(['report', again]);
    expect(status).toBe(0);
    expect(stdout).toContain('report.html');
    expect(fingerprints(again)).toEqual(fingerprints(here));
  });
});

describe('exit codes', () => {
  it('3 where a requirement is missed, with the record written all the same', () => {
    const out = join(folder, 'required');
    const { status, stderr } = headroom([
      ...QUICK,
      '--out',
      out,
      '--require',
      'attainment>=0.1',
      '--require',
      'ttft_ms.p99<1',
    ]);
    expect(status).toBe(3);
    expect(stderr).toContain('requirement missed: ttft_ms.p99<1');
    expect(stderr).not.toContain('attainment');
    expect(readRun(out).run.status).toBe('complete');
  });

  it('1 for a directory that is something else, which is left alone', () => {
    const out = join(folder, 'mine');
    spawnSync('mkdir', [out]);
    writeFileSync(join(out, 'thesis.txt'), 'years of work');
    const { stderr, status } = headroom([...QUICK, '--out', out]);
    expect(stderr).toContain('is not empty and holds no run record');
    expect(status).toBe(1);
    expect(readdirSync(out)).toEqual(['thesis.txt']);
  });

  it('130 on Ctrl-C, with what was measured on disk', async () => {
    const out = join(folder, 'interrupted');
    const long = [
      '--set',
      'traffic.rate_scale=200',
      '--set',
      'planner.policy=static',
      '--set',
      'cluster.prefill.replicas=300',
      '--set',
      'cluster.decode.replicas=200',
    ];
    const child = spawn(process.execPath, [MAIN, ...QUICK, ...long, '--out', out], { stdio: 'ignore' });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    for (let size = 0; size < 100_000; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      size = readdirSync(folder).includes('interrupted') ? fileSize(join(out, 'requests.csv')) : 0;
    }
    child.kill('SIGINT');
    expect(await closed).toBe(130);
    const { run, summary } = readRun(out);
    expect(run.status).toBe('interrupted');
    expect(summary.requests.completed).toBeGreaterThan(0);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/run was interrupted/);
  });
});

/** A small file system of its own; only root may mount one. */
function mountSmall(directory: string, megabytes: number): boolean {
  spawnSync('mkdir', ['-p', directory]);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory]).status === 0;
}

it('leaves a readable run when the disk is full', (context) => {
  const disk = join(folder, 'disk');
  if (!mountSmall(disk, 2)) return context.skip();
  try {
    const out = join(disk, 'run');
    const { status, stderr } = headroom([...QUICK, '--set', 'traffic.rate_scale=10', '--out', out]);
    expect(stderr).toMatch(/requests\.csv: the disk is full\n {2}Choose another place with --out\./);
    expect(status).toBe(1);
    const { run, summary } = readRun(out);
    expect(run.status).toBe('failed');
    expect(summary.requests.completed).toBeGreaterThan(1000);
    const rows = readFileSync(join(out, 'requests.csv'), 'utf8').trimEnd().split('\n');
    expect(rows.at(-1)!.split(',')).toHaveLength(rows[0]!.split(',').length);
  } finally {
    spawnSync('umount', [disk]);
  }
});

it('leaves whole row groups that can be read when the disk is full', async (context) => {
  const disk = join(folder, 'disk-parquet');
  if (!mountSmall(disk, 4)) return context.skip();
  try {
    const out = join(disk, 'run');
    const asked = ['run.requests=parquet', 'traffic.rate_scale=40', 'planner.policy=static'];
    const pools = ['prefill', 'decode'].map((role) => `cluster.${role}.replicas=60`);
    const { status, stderr } = headroom([
      ...QUICK,
      ...[...asked, ...pools].flatMap((set) => ['--set', set]),
      '--out',
      out,
    ]);
    expect(stderr).toContain('requests.parquet: the disk is full');
    expect(status).toBe(1);
    expect(readRun(out).run.status).toBe('failed');
    const file = new Uint8Array(readFileSync(join(out, 'requests.parquet'))).buffer;
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length % 20_000).toBe(0);
    expect(rows.every(({ status: ended }) => ended === 'completed')).toBe(true);
  } finally {
    spawnSync('umount', [disk]);
  }
});

function fileSize(path: string): number {
  try {
    return readFileSync(path).length;
  } catch {
    return 0;
  }
}

it.skipIf(process.platform === 'win32')('the built command may be executed', () => {
  expect(statSync(MAIN).mode & 0o111).not.toBe(0);
  expect(spawnSync(MAIN, ['--version'], { encoding: 'utf8' }).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
});

it('--json prints the summary alone', () => {
  const { stdout, stderr } = headroom([...QUICK, '--out', join(folder, 'json'), '--json']);
  const summary = summarySchema.parse(JSON.parse(stdout));
  expect(summary.requests.offered).toBeGreaterThan(1000);
  expect(stderr).toBe('');
});
