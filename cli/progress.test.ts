import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { terminalProgress } from './progress.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function stream(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  return { written, stream: { isTTY, columns, write } as unknown as NodeJS.WriteStream };
}

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
});
