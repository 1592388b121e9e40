import fc from 'fast-check';
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

describe('what is refused', () => {
  it('names the option, what was given, and what to give', () => {
    expect(() => parseSegment('--shard', '9/5', {})).toThrow(
      expect.objectContaining({
        code: 'HR_USAGE',
        message: expect.stringMatching(/^--shard '9\/5' is no part of a whole\n {2}Parts are 1\/5 to 5\/5/),
      }),
    );
    expect(() => parseSegment('--shard', 'job/5', {})).toThrow(
      /^--shard job: the environment holds no JOB_COMPLETION_INDEX/,
    );
  });

  it.each([
    ['an index that is no number', 'job/3', { JOB_COMPLETION_INDEX: 'x' }],
    ['a whole that is no number', 'job', { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: 'many' }],
    ['a whole of none', 'job/0', { JOB_COMPLETION_INDEX: '0' }],
    ['a job of another name', 'jobs/3', { JOB_COMPLETION_INDEX: '0' }],
    ['nothing', '', {}],
  ])('%s', (_name, text, env) => {
    expect(() => parseSegment('--segment', text, env)).toThrow(expect.objectContaining({ code: 'HR_USAGE' }));
  });

  it('the manifest goes before the environment: job/3 is of three', () => {
    const env = { JOB_COMPLETION_INDEX: '1', JOB_COMPLETIONS: '9' };
    expect(parseSegment('--segment', 'job/3', env)).toEqual({ index: 1, of: 3 });
  });
});

it('the parts of a whole are its indices, each once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), (of) => {
      const parts = Array.from({ length: of }, (_, i) => parseSegment('--segment', `${i + 1}/${of}`, {}));
      expect(parts).toEqual(Array.from({ length: of }, (_, index) => ({ index, of })));
    }),
  );
});

describe('zones', () => {
  const now = new Date('2026-11-25T12:00:00Z');

  it.each([
    ['2026-11-25T12:00:00.001Z', '2026-11-25T12:00:00.001Z'],
    ['2026-11-25T12:01Z', '2026-11-25T12:01:00.000Z'],
    ['2026-11-25T07:30:00-05:00', '2026-11-25T12:30:00.000Z'],
    ['2026-11-26T00:00:00+09:00', '2026-11-25T15:00:00.000Z'],
  ])('%s is %s', (text, expected) => expect(parseStart(text, now).toISOString()).toBe(expected));

  it('the same wall clock further east is earlier, and may have passed', () => {
    expect(() => parseStart('2026-11-25T12:30:00+01:00', now)).toThrow(
      '--start-at 2026-11-25T11:30:00.000Z is in the past',
    );
  });
});
