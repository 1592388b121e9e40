/** What the turns of a session are to each other, by the form of the traffic. */
import { describe, expect, it } from 'vitest';
import type { TrafficSpec } from '../../scenarios/index.js';
import { turnsOf } from './turns.js';

const request = (more: object = {}) => ({
  id: 0,
  arrival_s: 0,
  inputTokens: 1,
  outputTokens: 1,
  sessionId: 's',
  ...more,
});
const turns = (spec: object, more: object = {}) => turnsOf(spec as TrafficSpec)(request(more));

it('clients of a closed loop have nothing in common', () => {
  expect(turns({ format: 'closed_loop', generator: {} })).toBe('alone');
});

describe('generated traffic', () => {
  const accumulate = { sessions: { growth: 'accumulate' } };
  const none = { sessions: { growth: 'none' } };
  const kind = (generator: object, name?: string) =>
    turns({ format: 'generated', generator }, name ? { class: name } : {});

  it.each([
    ['grows', accumulate, 'conversation'],
    ['does not grow', none, 'alone'],
    ['has no sessions', {}, 'alone'],
  ])('that %s', (_name, generator, expected) => expect(kind(generator)).toBe(expected));

  it('has classes that say for themselves, and those that do not follow the rest', () => {
    const classes = [{ name: 'chat', ...accumulate }, { name: 'batch', ...none }, { name: 'other' }];
    const each = (generator: object) => ['chat', 'batch', 'other', 'unknown'].map((name) => kind(generator, name));
    expect(each({ classes })).toEqual(['conversation', 'alone', 'alone', 'alone']);
    expect(each({ classes, ...accumulate })).toEqual(['conversation', 'alone', 'conversation', 'conversation']);
  });
});
