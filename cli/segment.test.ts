import { describe, expect, it } from 'vitest';
import { parseSegment, parseStart } from './segment.js';

const segment = (text: string, env: NodeJS.ProcessEnv = {}) => parseSegment('--segment', text, env);

describe('a segment', () => {
  it('is told from 1, kept from 0', () => {
    expect(segment('1/5')).toEqual({ index: 0, of: 5 });
    expect(segment('5/5')).toEqual({ index: 4, of: 5 });
  });

  it("of a Kubernetes Job is its pod's index, of as many as the manifest says", () => {
    expect(segment('job/3', { JOB_COMPLETION_INDEX: '0' })).toEqual({ index: 0, of: 3 });
    expect(segment('job', { JOB_COMPLETION_INDEX: '2', JOB_COMPLETIONS: '3' })).toEqual({ index: 2, of: 3 });
    expect(() => segment('job/3')).toThrow(/no JOB_COMPLETION_INDEX/);
    expect(() => segment('job', { JOB_COMPLETION_INDEX: '2' })).toThrow(/no part of a whole/);
    expect(() => segment('job/2', { JOB_COMPLETION_INDEX: '2' })).toThrow(/no part of a whole/);
  });

  it.each(['0/5', '6/5', '2', '2/', '/5', 'a/b', '1.5/5', '1/0', '-1/5'])('%s is none', (text) => {
    expect(() => segment(text)).toThrow(/no part of a whole/);
  });
});

describe('a start', () => {
  const now = new Date('2026-11-25T12:00:00Z');

  it('is a time with its zone, after now', () => {
    expect(parseStart('2026-11-25T13:30:00+01:00', now)).toEqual(new Date('2026-11-25T12:30:00Z'));
    expect(() => parseStart('2026-11-25T12:00:00Z', now)).toThrow(/in the past; it is 2026-11-25T12:00:00.000Z here/);
  });

  it.each(['12:00', '2026-11-25T12:30:00', '2026-13-25T12:00:00Z', 'tomorrow'])('%s is none', (text) => {
    expect(() => parseStart(text, now)).toThrow(/no time with its zone/);
  });
});
