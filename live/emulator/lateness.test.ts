import { expect, it } from 'vitest';
import { Lateness } from './lateness.js';

it('notes every figure, says a notable one once, and keeps the worst for the next time', () => {
  const [said, noted]: [string[], number[]] = [[], []];
  let now_ms = 0;
  const lateness = new Lateness(
    (line) => said.push(line),
    (late_s) => noted.push(late_s),
    () => now_ms,
  );
  for (const late_s of [0.001, 0.06, 0.3, 0.07]) lateness.note(late_s);
  expect(noted).toEqual([0.001, 0.06, 0.3, 0.07]);
  expect(said).toEqual([expect.stringContaining('60 ms')]);
  now_ms = 6000;
  lateness.note(0.001);
  expect(said[1]).toContain('300 ms');
  now_ms = 12_000;
  lateness.note(0.04);
  expect(said).toHaveLength(2);
});

it.each([
  [0.0499, 0],
  [0.05, 1],
])('%d s behind is said %i times', (late_s, times) => {
  const said: string[] = [];
  const lateness = new Lateness(
    (line) => said.push(line),
    () => undefined,
    () => 0,
  );
  lateness.note(late_s);
  lateness.note(late_s);
  expect(said).toHaveLength(times);
});
