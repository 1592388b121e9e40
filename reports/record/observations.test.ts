import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openObservations, readObservations } from './observation-file.js';
import { exactJson, parseExactJson } from './observations.js';

it('every number comes back as it was', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const back = (parseExactJson(exactJson({ value })) as { value: number }).value;
      expect(back === value || (Number.isNaN(back) && Number.isNaN(value))).toBe(true);
    }),
  );
});

it('goes on after a line that a crash cut off, and loses no whole one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-observations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const start = { time_s: 0, resumed: false, replicas: { decode: 2 } };
  const first = openObservations(folder);
  first.add({ start });
  first.close();
  appendFileSync(join(folder, 'observations.jsonl'), '{"tick":{"time_s":6');
  expect(readObservations(folder)).toEqual([{ start }]);
  const second = openObservations(folder, { append: true });
  const workers = { time_s: 60, counts: {} };
  second.add({ workers });
  second.close();
  expect(readObservations(folder)).toEqual([{ start }, { workers }]);
  appendFileSync(join(folder, 'observations.jsonl'), 'nonsense\n');
  expect(() => readObservations(folder)).toThrow(/observations\.jsonl:3: is not valid JSON/);
  expect(() => readObservations(join(folder, 'nowhere'))).toThrow(/cannot be read \(ENOENT\)/);
});
