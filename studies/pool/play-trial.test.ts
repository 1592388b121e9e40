import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { loadScenario } from '../../scenarios/index.js';
import { scenarioFile } from '../testing/index.js';
import { FRESH_SOURCES } from '../trial/sources.js';
import { runTrial } from '../trial/trial.js';
import { failureOf, playTrial } from './play-trial.js';
import play from './worker.js';

const SHORT = 'traffic.generator.duration_s=5';

describe('a trial played', () => {
  it('is the run of its scenario with its overrides and its seed', () => {
    const scenario = scenarioFile();
    const sets = [SHORT, 'cluster.decode.replicas=2'];
    const { summary } = playTrial({ scenario, sets, seed: 7 }, FRESH_SOURCES);
    expect(summary).toEqual(runTrial(loadScenario(scenario, [...sets, 'seed=7'])));
  });

  it('takes its own seed, whatever its overrides say', () => {
    const scenario = scenarioFile();
    const of = (sets: string[], seed: number) => playTrial({ scenario, sets, seed }, FRESH_SOURCES);
    expect(of([SHORT, 'seed=1'], 2)).toEqual(of([SHORT], 2));
  });

  it('gives distributions where they are asked for, and only there', () => {
    const spec = { scenario: scenarioFile(), sets: [SHORT], seed: 1 };
    expect(playTrial(spec, FRESH_SOURCES).histograms).toBeUndefined();
    expect(playTrial({ ...spec, histograms: true }, FRESH_SOURCES).histograms).toBeDefined();
  });

  it('survives a journey as JSON', () => {
    const outcome = playTrial({ scenario: scenarioFile(), sets: [SHORT], seed: 1, histograms: true }, FRESH_SOURCES);
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  });

  it('is the same on a thread of the pool', () => {
    const spec = { scenario: scenarioFile(), sets: [SHORT], seed: 1 };
    expect(play(spec)).toEqual(playTrial(spec, FRESH_SOURCES));
  });

  it('has distributions that merge as if one run had made both', () => {
    const scenario = scenarioFile();
    const [a, b] = [1, 2].map((seed) => {
      const { summary, histograms } = playTrial({ scenario, sets: [SHORT], seed, histograms: true }, FRESH_SOURCES);
      return { ttft: summary!.ttft_ms!, histogram: LogHistogram.fromState(histograms!.ttft_ms) };
    });
    a!.histogram.merge(b!.histogram);
    expect(a!.histogram.count).toBe(a!.ttft.count + b!.ttft.count);
    expect(a!.histogram.max() * 1000).toBe(Math.max(a!.ttft.max, b!.ttft.max));
  });
});

describe('a trial that goes wrong', () => {
  it.each([
    ['a mistake in an override', ['planner.policy=statik'], 'HR_SCENARIO_INVALID', /Did you mean 'static'/],
    ['an engine that is not there', ['cluster.prefill.profile=nothing'], 'HR_PROFILE_NOT_FOUND', /nothing/],
    ['traffic of nobody', ['traffic.generator.duration_s=0.001'], 'HR_TRACE_EMPTY', /no request/],
  ])('says so as its outcome: %s', (_what, sets, code, message) => {
    const { failure, summary } = playTrial({ scenario: scenarioFile(), sets, seed: 1 }, FRESH_SOURCES);
    expect(failure).toEqual({ code, message: expect.stringMatching(message) });
    expect(summary).toBeUndefined();
  });

  it('says so where its file is missing', () => {
    const { failure } = playTrial({ scenario: '/nowhere/x.yaml', sets: [], seed: 1 }, FRESH_SOURCES);
    expect(failure!.message).toContain('/nowhere/x.yaml');
  });

  it('is not thrown even where the sources fail in a way of their own', () => {
    const sources = {
      ...FRESH_SOURCES,
      profile: () => {
        throw new TypeError('no such method');
      },
    };
    const { failure } = playTrial({ scenario: scenarioFile(), sets: [], seed: 1 }, sources);
    expect(failure).toEqual({ code: 'HR_INTERNAL', message: expect.stringContaining('no such method') });
  });
});

describe('an error as plain data', () => {
  it('has the code and the words of ours', () => {
    const error = new HeadroomError('HR_USAGE', { message: 'said twice', hint: 'Say it once.' });
    expect(failureOf(error)).toEqual({ code: 'HR_USAGE', message: error.message });
  });

  it('is internal otherwise, with the stack, for somebody has to find it', () => {
    const error = new RangeError('beyond');
    expect(failureOf(error)).toEqual({ code: 'HR_INTERNAL', message: error.stack });
  });

  it.each([
    ['an error without a stack', Object.assign(new Error('bare'), { stack: undefined }), 'bare'],
    ['a thrown text', 'just text', 'just text'],
    ['a thrown nothing', undefined, 'undefined'],
  ])('is text for %s', (_what, thrown, message) => {
    expect(failureOf(thrown)).toEqual({ code: 'HR_INTERNAL', message });
  });
});
