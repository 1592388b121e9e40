import { describe, expect, it } from 'vitest';
import { tellFiveRequests } from '../testing/five-requests.js';
import type { RunSink } from './events.js';
import { teeSinks } from './tee.js';

const EVENTS = [
  'arrival',
  'firstToken',
  'tokenGaps',
  'requestEnd',
  'tick',
  'worker',
  'workerEnd',
  'sample',
  'runEnd',
] as const satisfies readonly (keyof RunSink)[];

/** A sink that writes down what it hears of `events`. */
function listener(heard: unknown[][], name: string, events: readonly (keyof RunSink)[] = EVENTS): Partial<RunSink> {
  return Object.fromEntries(
    events.map((event) => [event, (...told: unknown[]) => void heard.push([name, event, ...told])]),
  );
}

describe('several sinks as one', () => {
  it('all hear the whole run, in its order', () => {
    const [alone, together]: [unknown[][], unknown[][]] = [[], []];
    tellFiveRequests(listener(alone, 'a') as RunSink);
    tellFiveRequests(teeSinks(listener(together, 'a'), listener(together, 'b')));
    expect(together.filter(([name]) => name === 'a')).toEqual(alone);
    expect(together.filter(([name]) => name === 'b').map(([, ...told]) => told)).toEqual(
      alone.map(([, ...told]) => told),
    );
    expect(new Set(alone.map(([, event]) => event))).toEqual(new Set(EVENTS));
  });

  it('hear each event in the order in which they were given', () => {
    const heard: unknown[][] = [];
    const tee = teeSinks(listener(heard, 'first'), listener(heard, 'second'));
    tee.tokenGaps(0.1, 2, 3, 0.01);
    tee.runEnd({ time_s: 1 });
    expect(heard).toEqual([
      ['first', 'tokenGaps', 0.1, 2, 3, 0.01],
      ['second', 'tokenGaps', 0.1, 2, 3, 0.01],
      ['first', 'runEnd', { time_s: 1 }],
      ['second', 'runEnd', { time_s: 1 }],
    ]);
  });

  it.each(EVENTS)('may leave %s out', (left) => {
    const heard: unknown[][] = [];
    const others = EVENTS.filter((event) => event !== left);
    tellFiveRequests(teeSinks(listener(heard, 'some', others), listener(heard, 'all')));
    expect(new Set(heard.filter(([name]) => name === 'some').map(([, event]) => event))).toEqual(new Set(others));
    expect(new Set(heard.filter(([name]) => name === 'all').map(([, event]) => event))).toEqual(new Set(EVENTS));
  });

  it('keep what they are: a method has its object', () => {
    class Counter implements Partial<RunSink> {
      ticks = 0;
      gaps = 0;
      tick(): void {
        this.ticks++;
      }
      tokenGaps(_gap_s: number, requests: number, steps: number): void {
        this.gaps += requests * steps;
      }
    }
    const counter = new Counter();
    tellFiveRequests(teeSinks(counter));
    expect(counter).toEqual({ ticks: 2, gaps: 40 });
  });

  it('are a sink also where there is none of them', () => {
    expect(() => tellFiveRequests(teeSinks())).not.toThrow();
  });
});
