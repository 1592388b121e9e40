import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogHistogram } from '../measure/log-histogram.js';
import { clientHealth } from '../testing/client-health.js';
import { anyRequestEnd, clientView, completed, unserved } from '../testing/requests.js';
import { disk } from '../testing/small-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openSegmentFile, readSegmentFile, type SegmentLine } from './segment-file.js';

vi.mock('node:fs', async (original) => (await import('../testing/small-disk.js')).smallDisk(await original()));
afterEach(() => {
  disk.room_bytes = Number.POSITIVE_INFINITY;
});

const NO_GAPS = new LogHistogram().state();
const pathIn = (folder: string) => join(folder, 'segment.jsonl');

async function linesIn(folder: string): Promise<SegmentLine[]> {
  const lines: SegmentLine[] = [];
  for await (const line of readSegmentFile(pathIn(folder))) lines.push(line);
  return lines;
}

/** A file of one request and its end. */
function written(folder = temporaryFolder()): string {
  const file = openSegmentFile(folder);
  file.sink.requestEnd!(completed());
  file.close(NO_GAPS);
  return folder;
}

describe('a segment', () => {
  it('tells requests and samples in their order, and last how it ended', async () => {
    const folder = temporaryFolder();
    const gaps = new LogHistogram();
    gaps.record(0.02, 3);
    const sample = { time_s: 11, pools: {}, server: { running: 3 } };
    const end = { time_s: 20, client: clientHealth() };
    const file = openSegmentFile(folder);
    file.sink.requestEnd!(completed({ client: clientView() }));
    file.sink.sample!(sample);
    file.sink.requestEnd!(unserved('failed'));
    file.sink.runEnd!(end);
    file.close(gaps.state());
    expect(await linesIn(folder)).toEqual([
      { request: completed({ client: clientView() }) },
      { sample },
      { request: unserved('failed') },
      { end, gaps: gaps.state() },
    ]);
  });

  it('that ended before it began says so', async () => {
    const folder = temporaryFolder();
    openSegmentFile(folder).close(NO_GAPS);
    expect(await linesIn(folder)).toEqual([{ end: { time_s: 0 }, gaps: NO_GAPS }]);
  });

  it('needs no events beside these', () => {
    expect(Object.keys(openSegmentFile(temporaryFolder()).sink).sort()).toEqual(['requestEnd', 'runEnd', 'sample']);
  });

  it('comes back to the last digit, whatever its texts hold', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\r', '\u2028', '\u2029', '語') });
    const request = fc
      .tuple(anyRequestEnd, text, text)
      .map(([end, name, errorClass]) => ({ ...end, class: name, client: clientView({ errorClass }) }));
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 5 }), async (requests) => {
        const folder = temporaryFolder();
        const file = openSegmentFile(folder);
        for (const one of requests) file.sink.requestEnd!(one);
        file.close(NO_GAPS);
        const told = (await linesIn(folder)).slice(0, -1).map((line) => (line as { request: unknown }).request);
        expect(told).toEqual(requests);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves memory in blocks', () => {
    const folder = temporaryFolder();
    const file = openSegmentFile(folder);
    file.sink.requestEnd!(completed());
    expect(readFileSync(pathIn(folder), 'utf8')).toBe('');
    for (let id = 1; id < 500; id++) file.sink.requestEnd!(completed({ id }));
    const text = readFileSync(pathIn(folder), 'utf8');
    expect(text.length).toBeGreaterThanOrEqual(1 << 16);
    expect(text.endsWith('}}\n')).toBe(true);
    file.close(NO_GAPS);
  });
});

describe('a segment file that is not whole', () => {
  it('is read without its last line where that was cut off', async () => {
    const folder = written();
    const text = readFileSync(pathIn(folder), 'utf8');
    writeFileSync(pathIn(folder), text.slice(0, -10));
    expect(await linesIn(folder)).toEqual([{ request: completed() }]);
  });

  it('is refused where a line within it is damaged', async () => {
    const folder = written();
    const text = readFileSync(pathIn(folder), 'utf8');
    writeFileSync(pathIn(folder), `{"request":{"id"\n${text}`);
    await expect(linesIn(folder)).rejects.toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [
          {
            at: { file: pathIn(folder), line: 1 },
            message: expect.stringMatching(/^is not valid JSON: /),
            hint: 'Leave this segment out, and merge the others with --partial.',
          },
        ],
      }),
    );
  });

  it('is refused where the line after the damaged one is damaged too', async () => {
    const folder = written();
    appendFileSync(pathIn(folder), '{\n{\n');
    await expect(linesIn(folder)).rejects.toThrow(/segment\.jsonl:3: is not valid JSON/);
  });

  it('is refused where there is none', async () => {
    const folder = temporaryFolder();
    await expect(linesIn(folder)).rejects.toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [expect.objectContaining({ at: { file: pathIn(folder) }, message: 'cannot be read (ENOENT)' })],
      }),
    );
  });
});

describe('a segment on a disk that is full', () => {
  it('says so, and keeps whole lines', async () => {
    const folder = temporaryFolder();
    const file = openSegmentFile(folder);
    disk.room_bytes = 1000;
    const tell = () => {
      for (let id = 0; id < 500; id++) file.sink.requestEnd!(completed({ id }));
    };
    expect(tell).toThrow(expect.objectContaining({ code: 'HR_OUTPUT_FAILED' }));
    disk.room_bytes = 100_000;
    file.close(NO_GAPS);
    expect(await linesIn(folder)).toEqual([{ end: { time_s: 0 }, gaps: NO_GAPS }]);
  });

  it('says so where it cannot be made', () => {
    const folder = join(temporaryFolder(), 'nowhere');
    expect(() => openSegmentFile(folder)).toThrow(
      expect.objectContaining({
        code: 'HR_OUTPUT_FAILED',
        details: [expect.objectContaining({ at: { file: pathIn(folder) } })],
      }),
    );
  });
});
