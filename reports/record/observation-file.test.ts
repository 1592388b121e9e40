import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { disk } from '../testing/small-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openObservations, readObservations } from './observation-file.js';
import type { ObservationEntry } from './observations.js';

vi.mock('node:fs', async (original) => (await import('../testing/small-disk.js')).smallDisk(await original()));
afterEach(() => {
  disk.room_bytes = Number.POSITIVE_INFINITY;
});

const start: ObservationEntry = { start: { time_s: 0, resumed: false, replicas: { decode: 2 } } };
const workers: ObservationEntry = {
  workers: { time_s: 60, counts: { decode: { ready: 2, starting: 0, draining: 0, desired: 2 } } },
};
const tick: ObservationEntry = {
  tick: {
    time_s: 60,
    observation: { time: 60, windowSeconds: 60, traffic: { requests: Number.NaN }, workers: {} },
    decision: {
      targets: { decode: 3 },
      reasons: ['forecast'],
      explanation: { needed: Number.POSITIVE_INFINITY },
      log: [],
    },
    ordered: { decode: 3 },
    held: true,
  },
};

function write(folder: string, entries: readonly ObservationEntry[], append = false): void {
  const file = openObservations(folder, { append });
  for (const entry of entries) file.add(entry);
  file.close();
}

const pathIn = (folder: string) => join(folder, 'observations.jsonl');

describe('observations', () => {
  it('come back as they were told, with what is no number', () => {
    const folder = temporaryFolder();
    write(folder, [start, workers, tick]);
    expect(readObservations(folder)).toEqual([start, workers, tick]);
  });

  it('are on the disk as soon as they are told', () => {
    const folder = temporaryFolder();
    const file = openObservations(folder);
    expect(readObservations(folder)).toEqual([]);
    file.add(start);
    expect(readObservations(folder)).toEqual([start]);
    file.add(workers);
    expect(readObservations(folder)).toEqual([start, workers]);
    file.close();
  });

  it('of another run are gone where the run is new', () => {
    const folder = temporaryFolder();
    write(folder, [start, workers]);
    write(folder, [tick]);
    expect(readObservations(folder)).toEqual([tick]);
  });

  it('stay where the run goes on, also where there were none', () => {
    const folder = temporaryFolder();
    write(folder, [start], true);
    write(folder, [workers], true);
    write(folder, [], true);
    expect(readObservations(folder)).toEqual([start, workers]);
  });
});

describe('a last line that was cut off', () => {
  it('is left out by a reader', () => {
    const folder = temporaryFolder();
    write(folder, [start, workers]);
    const whole = readFileSync(pathIn(folder), 'utf8');
    const first = whole.indexOf('\n') + 1;
    for (const length of [0, 1, first - 1, first, first + 1, whole.length - 1]) {
      writeFileSync(pathIn(folder), whole.slice(0, length));
      expect(readObservations(folder), `cut at ${length}`).toEqual(length < first ? [] : [start]);
    }
  });

  it('is taken away where the run goes on', () => {
    const folder = temporaryFolder();
    write(folder, [start]);
    appendFileSync(pathIn(folder), '{"tick":{"time_s":6');
    write(folder, [workers], true);
    expect(readObservations(folder)).toEqual([start, workers]);
  });

  it('is taken away by bytes, not by letters', () => {
    const folder = temporaryFolder();
    const named: ObservationEntry = { start: { time_s: 0, resumed: false, replicas: {}, key: 'Schlüssel 語' } };
    write(folder, [named]);
    appendFileSync(pathIn(folder), '{"Schlüss');
    write(folder, [workers], true);
    expect(readObservations(folder)).toEqual([named, workers]);
  });

  it('is none on a disk that is full: of a line that does not fit nothing stays', () => {
    const folder = temporaryFolder();
    const file = openObservations(folder);
    file.add(start);
    disk.room_bytes = 5;
    expect(() => file.add(workers)).toThrow(expect.objectContaining({ code: 'HR_OUTPUT_FAILED' }));
    disk.room_bytes = 10_000;
    file.add(tick);
    file.close();
    expect(readObservations(folder)).toEqual([start, tick]);
  });
});

describe('observations that cannot be had', () => {
  it('name the line that is damaged', () => {
    const folder = temporaryFolder();
    write(folder, [start]);
    appendFileSync(pathIn(folder), 'nonsense\n');
    write(folder, [workers], true);
    expect(() => readObservations(folder)).toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [
          {
            at: { file: pathIn(folder), line: 2 },
            message: expect.stringMatching(/^is not valid JSON: Unexpected token/),
          },
        ],
      }),
    );
  });

  it('name the file that is missing, and who writes it', () => {
    const folder = temporaryFolder();
    expect(() => readObservations(folder)).toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [
          {
            at: { file: pathIn(folder) },
            message: 'cannot be read (ENOENT); expected what a planner saw and decided',
            hint: 'headroom planner, bench --planner and simulate write it.',
          },
        ],
      }),
    );
  });

  it('name the file that cannot be made', () => {
    const folder = join(temporaryFolder(), 'nowhere');
    for (const append of [false, true]) {
      expect(() => openObservations(folder, { append })).toThrow(
        expect.objectContaining({
          code: 'HR_OUTPUT_FAILED',
          details: [expect.objectContaining({ at: { file: pathIn(folder) } })],
        }),
      );
    }
  });
});
