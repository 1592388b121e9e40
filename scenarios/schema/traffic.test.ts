import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { trafficSchema } from './traffic.js';

const FILES = ['azure', 'burstgpt', 'vidur', 'splitwise', 'blis', 'mooncake', 'dynamo', 'aiperf', 'headroom'];
const BLOCKS = ['mooncake', 'dynamo', 'aiperf'];
const takes = (spec: object) => trafficSchema.safeParse(spec).success;

describe('a trace', () => {
  it.each(FILES)('%s is a path; its rate is as it is, its blocks are 512 tokens', (format) => {
    expect(trafficSchema.parse({ format, path: 't' })).toEqual({
      format,
      path: 't',
      rate_scale: 1,
      ...(BLOCKS.includes(format) && { block_tokens: 512 }),
    });
    expect(takes({ format })).toBe(false);
    expect(takes({ format, path: '' })).toBe(false);
    expect(takes({ format, path: 't', block_tokens: 16 })).toBe(BLOCKS.includes(format));
  });

  it.each([
    ['header', ['blis'], 'h.yaml'],
    ['arrivals', ['vidur'], { rps: 5 }],
    ['dequantise', FILES, false],
    ['failed', FILES, 'keep'],
    ['sort', FILES, true],
    ['span', ['servegen'], { start_s: 0, end_s: 5 }],
    ['rho', ['servegen'], 0.5],
    ['window', [...FILES, 'servegen'], { start_s: 5 }],
    ['surge', [...FILES, 'servegen'], []],
    ['resample', [...FILES, 'servegen'], {}],
    ['max_context', [...FILES, 'servegen'], { tokens: 4096 }],
    ['generator', [], {}],
  ])('%s is a field of %j', (field, formats, value) => {
    const having = [...FILES, 'servegen'].filter((format) => takes({ format, path: 't', [field]: value }));
    expect(having.sort()).toEqual([...formats].sort());
  });
});

describe('what is done to rows', () => {
  it('has defaults where it is asked for', () => {
    const asked = { window: {}, rate_scale: { factor: 2 }, resample: {}, max_context: { tokens: 4096 } };
    expect(trafficSchema.parse({ format: 'azure', path: 't', ...asked })).toMatchObject({
      window: { start_s: 0 },
      rate_scale: { factor: 2, mode: 'thin' },
      resample: { block_s: 60, reach: 2 },
      max_context: { tokens: 4096, overflow: 'reject' },
    });
  });

  itHasLimits(trafficSchema, { format: 'azure', path: 't' }, [
    ['window', [{ start_s: 0 }, { end_s: 1 }], [{ start_s: -1 }, { end_s: 0 }, 5]],
    [
      'rate_scale',
      [0.01, 3, { factor: 0.5, mode: 'time' }],
      [0, -1, '2', { mode: 'thin' }, { factor: 0 }, { factor: 1, mode: 'x' }],
    ],
    [
      'surge',
      [[], [{ from_s: 0, to_s: 1, factor: 0.5 }]],
      [[{ from_s: 0, to_s: 0, factor: 1 }], [{ from_s: 0, to_s: 1, factor: 0 }]],
    ],
    ['resample.block_s', [0.1], [0]],
    ['resample.reach', [1], [0, 1.5]],
    [
      'max_context',
      [
        { tokens: 2, overflow: 'keep' },
        { tokens: 9, overflow: 'truncate' },
      ],
      [{ tokens: 1 }, { tokens: 9, overflow: 'cut' }],
    ],
    ['dequantise', [true, false, { quantum_s: 3 }], [3, { quantum_s: 0 }, {}]],
    ['failed', ['drop', 'keep', 'clamp'], ['ignore', false]],
    ['sort', [true, false], ['yes']],
  ]);
});

describe('ServeGen', () => {
  it('takes the pool as it was observed, lengths independent', () => {
    expect(trafficSchema.parse({ format: 'servegen', path: 'pool' })).toMatchObject({ scale: 'rate', rho: 0 });
  });

  itHasLimits(trafficSchema, { format: 'servegen', path: 'pool' }, [
    ['rho', [-1, 0, 1], [-1.1, 1.1]],
    ['scale', ['rate', 'thin', 'clients'], ['time']],
    ['rate', [{}, { constant_rps: 1 }, { scale: 0.1 }, { cap_rps: 5 }], [{ constant_rps: 0 }, { scale: 0 }, 5]],
    ['span', [{ start_s: 0, end_s: 1 }], [{ start_s: 0 }, { start_s: -1, end_s: 1 }]],
  ]);
});

describe('traffic that is made', () => {
  it('comes by a generator: open, or by clients', () => {
    expect(takes({ format: 'generated', generator: { duration_s: 1 } })).toBe(true);
    expect(takes({ format: 'closed_loop', generator: { concurrency: 1, input_tokens: 1, output_tokens: 1 } })).toBe(
      true,
    );
    expect(takes({ format: 'generated', path: 't' })).toBe(false);
  });

  it('by clients, who wait, cannot be cut or scaled', () => {
    const closed = { format: 'closed_loop', generator: { concurrency: 1, input_tokens: 1, output_tokens: 1 } };
    expect(takes({ ...closed, max_context: { tokens: 4096 }, attribution: 'me' })).toBe(true);
    for (const field of ['window', 'rate_scale', 'surge', 'resample'])
      expect(takes({ ...closed, [field]: {} })).toBe(false);
  });

  it('for lengths alone draws arrivals as Poisson', () => {
    expect(trafficSchema.parse({ format: 'vidur', path: 't', arrivals: { rps: 2 } })).toMatchObject({
      arrivals: { rps: 2, process: { process: 'poisson' } },
    });
  });
});

it('an unknown format is none', () => expect(takes({ format: 'sharegpt', path: 't' })).toBe(false));
