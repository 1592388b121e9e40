/** The table of docs/reference/planners/dynamo-sla.md, row by row, as the policy decides. */
import { describe, expect, it } from 'vitest';
import type { LatencyObservation, TrafficObservation } from '../../ports.js';
import { observed, plainContext } from '../testing/index.js';
import type { DynamoSlaOptions } from './options.js';
import { dynamoSla } from './policy.js';
import { type DynamoSlaRelease, RELEASES } from './releases.js';
import { SLA_OPTIONS } from './testing/sizing.js';

const ALL = Object.keys(RELEASES) as DynamoSlaRelease[];
const TRAFFIC: TrafficObservation = { requests: 6000, inputTokensMean: 1000, outputTokensMean: 200 };
const LATENCY: LatencyObservation = { ttft: 0.1, itl: 0.02, requestDuration: 4 };

interface Case {
  readonly traffic?: TrafficObservation;
  readonly latency?: LatencyObservation;
  readonly ready?: number;
  readonly options?: Partial<DynamoSlaOptions>;
}

function decide(release: DynamoSlaRelease, { traffic, latency, ready = 2, options }: Case = {}) {
  const session = dynamoSla({ ...SLA_OPTIONS, maxGpuBudget: 1000, release, ...options }).init(
    plainContext({ intervalSeconds: 60 }),
  );
  const fields = {
    windowSeconds: 60,
    traffic: { ...TRAFFIC, ...traffic },
    latency: { ...LATENCY, ...latency },
  };
  return session.tick(session.initialState, observed({ ready, fields })).decision;
}

const which = (holds: (release: DynamoSlaRelease) => boolean) => ALL.filter(holds);

describe('which releases', () => {
  it('read the TTFT of the profile in the wrong unit', () => {
    expect(which((release) => decide(release).targets.prefill === 1)).toEqual(['0.4.0']);
  });

  it('let the correction be switched off', () => {
    const options = { noCorrection: true };
    const corrects = (release: DynamoSlaRelease) =>
      'prefill_correction_factor' in decide(release, { options }).explanation;
    expect(which(corrects)).toEqual(['0.4.0']);
  });

  it('hold on NaN with correction', () => {
    const latency = { ttft: Number.NaN };
    expect(which((release) => decide(release, { latency }).reasons.includes('no_data'))).toEqual([
      '0.4.0',
      '0.4.1',
      '0.5.0',
      '0.5.1',
    ]);
  });

  it('hold on NaN without correction', () => {
    const seen = { latency: { ttft: Number.NaN }, options: { noCorrection: true } };
    expect(which((release) => decide(release, seen).reasons.includes('no_data'))).toEqual(['0.4.0', '0.5.0', '0.5.1']);
  });

  it('end the tick where no decode worker is ready', () => {
    expect(which((release) => decide(release, { ready: 0 }).reasons.includes('correction_failed'))).toEqual([
      '0.4.0',
      '0.4.1',
      '0.5.0',
      '0.5.1',
    ]);
  });

  it('can be without a budget', () => {
    const options = { maxGpuBudget: -1 };
    expect(which((release) => decide(release, { options }).targets.decode! > 5)).toEqual(['1.0.2']);
  });

  it('order nothing where the minimum exceeds the budget', () => {
    const options = { maxGpuBudget: 3, minEndpoint: 2 };
    const none = (release: DynamoSlaRelease) => decide(release, { options }).targets.prefill === 0;
    expect(which(none)).toEqual(['1.0.2']);
  });

  it('print their calculation', () => {
    const prints = (release: DynamoSlaRelease) =>
      decide(release).log.some(({ text }) => text.startsWith('Decode calculation'));
    expect(which(prints)).toEqual(['0.5.0', '0.5.1', '1.0.2']);
  });

  it('plan for an idle interval that Prometheus gives as 0/0', () => {
    const nan = Number.NaN;
    const idle = {
      traffic: { requests: 0, inputTokensMean: nan, outputTokensMean: nan },
      latency: { ttft: nan, itl: nan, requestDuration: nan },
    };
    expect(which((release) => decide(release, idle).targets.decode === 1)).toEqual(['1.0.2']);
  });
});

it('0.5.1 differs from 0.5.0 in nothing that is decided', () => {
  expect(RELEASES['0.5.1']).toEqual(RELEASES['0.5.0']);
});
