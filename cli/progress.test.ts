import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { terminalProgress } from './progress.js';
import { terminal as stream } from './testing/terminal.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('the line of progress', () => {
  it('is silent where nobody sees it', () => {
    const { stream: pipe, written } = stream(false);
    const progress = terminalProgress(pipe);
    progress.update('run 1 of 2', 0.5);
    progress.done();
    expect(written).toEqual([]);
  });

  it.each([
    [6_000, 0.5, '50 % · about 6 s left'],
    [300_000, 0.25, '25 % · about 15 min left'],
    [7_200_000, 0.1, '10 % · about 18 h left'],
  ])('after %d ms and %d of the work it estimates: %s', (elapsed_ms, fraction, estimate) => {
    const { stream: terminal, written } = stream(true, 100);
    const progress = terminalProgress(terminal);
    vi.advanceTimersByTime(elapsed_ms);
    progress.update('run 1 of 2', fraction);
    progress.done();
    expect(written).toEqual([`\r\x1b[2Krun 1 of 2 · ${estimate}`, '\r\x1b[2K']);
  });

  it('has no estimate where the share is not known, or is too small to tell', () => {
    const { stream: terminal, written } = stream(true, 100);
    const progress = terminalProgress(terminal);
    vi.advanceTimersByTime(1000);
    progress.update('7 runs');
    vi.advanceTimersByTime(1000);
    progress.update('8 runs', 0.01);
    expect(written).toEqual(['\r\x1b[2K7 runs', '\r\x1b[2K8 runs']);
  });

  it('is drawn at most ten times a second, and stays on one line', () => {
    const { stream: terminal, written } = stream(true, 30);
    const progress = terminalProgress(terminal);
    for (let i = 0; i < 30; i++) {
      progress.update(`${'long '.repeat(20)}${i}`);
      vi.advanceTimersByTime(10);
    }
    expect(written).toHaveLength(3);
    for (const text of written) expect(text.replace('\r\x1b[2K', '').length).toBeLessThan(30);
  });

  it('is removed only where it was drawn, at whatever time', () => {
    const never = stream(true, 100);
    terminalProgress(never.stream).done();
    expect(never.written).toEqual([]);
    const drawn = stream(true, 100);
    const progress = terminalProgress(drawn.stream);
    progress.update('at once');
    progress.done();
    expect(drawn.written).toEqual(['\r\x1b[2Kat once', '\r\x1b[2K']);
  });

  it.each([
    [0.021, '2 % · about 8 min left'],
    [0.02, ''],
    [1, '100 % · about 0 s left'],
  ])('after 10 s and %d of the work: %j', (fraction, estimate) => {
    const { stream: terminal, written } = stream(true, 100);
    const progress = terminalProgress(terminal);
    vi.advanceTimersByTime(10_000);
    progress.update('x', fraction);
    expect(written).toEqual([`\r\x1b[2Kx${estimate && ` · ${estimate}`}`]);
  });

  it.each([
    [119, '119 s'],
    [120, '2 min'],
    [7199, '120 min'],
    [7200, '2 h'],
  ])('%d s are %s', (left_s, text) => {
    const { stream: terminal, written } = stream(true, 100);
    const progress = terminalProgress(terminal);
    vi.advanceTimersByTime(left_s * 1000);
    progress.update('x', 0.5);
    expect(written[0]).toContain(`about ${text} left`);
  });

  it.each([
    [undefined, 79],
    [0, 20],
    [10, 20],
    [200, 199],
  ])('fits a terminal of %s columns in %d', (columns, most) => {
    const { stream: terminal, written } = stream(true, columns);
    terminalProgress(terminal).update('y'.repeat(300));
    expect(written[0]).toBe(`\r\x1b[2K${'y'.repeat(most)}`);
  });
});
