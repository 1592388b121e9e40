import { describe, expect, it } from 'vitest';
import { trafficSchema } from '../schema/traffic.js';
import { faultText } from '../testing/small-scenario.js';
import { trafficFaults } from './traffic-checks.js';

const faults = (fields: object) => trafficFaults(trafficSchema.parse(fields)).map(faultText);

const base = { duration_s: 100, rate: [{ from_s: 0, rps: 1 }], input_tokens: 10, output_tokens: 10 };
const generated = (changes: object, top: object = {}) =>
  faults({ format: 'generated', generator: { ...base, ...changes }, ...top });
const G = 'traffic.generator';

describe('windows and surges end after they begin', () => {
  it.each<[object, string[]]>([
    [{ start_s: 5 }, []],
    [{ start_s: 5, end_s: 6 }, []],
    [{ end_s: 6 }, []],
    [{ start_s: 6, end_s: 6 }, ['traffic.window.end_s: found 6; expected a time after start_s (6)']],
    [{ start_s: 7, end_s: 6 }, ['traffic.window.end_s: found 6; expected a time after start_s (7)']],
  ])('window %j', (window, expected) => {
    expect(generated({}, { window })).toEqual(expected);
    expect(faults({ format: 'azure', path: 't.csv', window })).toEqual(expected);
  });

  it('surges, each by itself', () => {
    const surge = [
      { from_s: 0, to_s: 5, factor: 2 },
      { from_s: 5, to_s: 5, factor: 2 },
      { from_s: 9, to_s: 8, factor: 2 },
    ];
    expect(generated({}, { surge })).toEqual([
      'traffic.surge.1.to_s: found 5; expected a time after from_s (5)',
      'traffic.surge.2.to_s: found 8; expected a time after from_s (9)',
    ]);
  });
});

describe('a closed loop', () => {
  const closed = (changes: object) =>
    faults({ format: 'closed_loop', generator: { concurrency: 1, input_tokens: 1, output_tokens: 1, ...changes } });

  it('ends, by its number of requests or its time', () => {
    expect(closed({})).toEqual([`${G}: would never end; expected requests or duration_s`]);
    expect(closed({ requests: 1 })).toEqual([]);
    expect(closed({ duration_s: 1 })).toEqual([]);
  });

  it('has lengths that can be drawn', () => {
    expect(
      closed({
        requests: 1,
        input_tokens: {},
        output_tokens: [
          [0, 1],
          [0.5, 2],
        ],
      }),
    ).toEqual([
      `${G}.input_tokens: expected exactly one of lognormal and histogram`,
      `${G}.output_tokens.1: found probability 0.5; expected the last to be 1`,
    ]);
  });
});

describe('a generator without classes', () => {
  it('has a rate and both lengths', () => {
    expect(generated({ rate: undefined })).toEqual([`${G}.rate: missing; expected a list or { path }`]);
    expect(generated({ input_tokens: undefined, output_tokens: undefined })).toEqual([
      `${G}.input_tokens: missing; expected lengths, or classes that have them`,
      `${G}.output_tokens: missing; expected lengths, or classes that have them`,
    ]);
  });
});

describe('a rate', () => {
  const rate = (...rows: [number, number][]) => generated({ rate: rows.map(([from_s, rps]) => ({ from_s, rps })) });
  it.each<[[number, number][], string[]]>([
    [[[0, 5]], []],
    [
      [
        [0, 0],
        [10, 5],
      ],
      [],
    ],
    [[[5, 5]], [`${G}.rate.0.from_s: found 5; expected 0, the start`]],
    [
      [
        [0, 5],
        [0, 6],
      ],
      [`${G}.rate.1.from_s: found 0; expected a time after the row before (0)`],
    ],
    [
      [
        [0, 5],
        [20, 6],
        [10, 7],
      ],
      [`${G}.rate.2.from_s: found 10; expected a time after the row before (20)`],
    ],
    [[[0, 0]], [`${G}.rate: the rate is 0 all the time; no request would arrive`]],
    [
      [
        [0, 0],
        [5, 0],
      ],
      [`${G}.rate: the rate is 0 all the time; no request would arrive`],
    ],
  ])('%j', (rows, expected) => expect(rate(...rows)).toEqual(expected));

  it('in a file is checked when the file is read', () => expect(generated({ rate: { path: 'r.csv' } })).toEqual([]));
});

describe('lengths', () => {
  const path = `${G}.input_tokens`;
  it.each<[string, unknown, string[]]>([
    ['a number', 7, []],
    ['a lognormal', { lognormal: { median: 5, sigma: 1 } }, []],
    [
      'a histogram',
      {
        histogram: [
          [5, 1],
          [6, 0],
        ],
      },
      [],
    ],
    ['neither', {}, [`${path}: expected exactly one of lognormal and histogram`]],
    [
      'both',
      { lognormal: { median: 5, sigma: 1 }, histogram: [[5, 1]] },
      [`${path}: expected exactly one of lognormal and histogram`],
    ],
    [
      'a histogram without weight',
      {
        histogram: [
          [5, 0],
          [6, 0],
        ],
      },
      [`${path}.histogram: all weights are 0`],
    ],
    [
      'quantiles',
      [
        [0, 1],
        [0.5, 5],
        [1, 9],
      ],
      [],
    ],
    [
      'quantiles of one length',
      [
        [0, 5],
        [1, 5],
      ],
      [],
    ],
    [
      'quantiles that begin late',
      [
        [0.1, 1],
        [1, 9],
      ],
      [`${path}.0: found probability 0.1; expected the first to be 0`],
    ],
    [
      'quantiles that end early',
      [
        [0, 1],
        [0.9, 9],
      ],
      [`${path}.1: found probability 0.9; expected the last to be 1`],
    ],
    [
      'quantiles that fall',
      [
        [0, 5],
        [0.5, 4],
        [1, 9],
      ],
      [`${path}.1: found [0.5, 4] after [0, 5]; expected both to ascend`],
    ],
    [
      'quantiles with a probability twice',
      [
        [0, 1],
        [0.5, 2],
        [0.5, 3],
        [1, 9],
      ],
      [`${path}.2: found [0.5, 3] after [0.5, 2]; expected both to ascend`],
    ],
  ])('%s', (_name, input_tokens, expected) => expect(generated({ input_tokens })).toEqual(expected));
});

describe('classes', () => {
  const kind = { name: 'chat', input_tokens: 10, output_tokens: 10 };
  const own = [{ from_s: 0, rps: 1 }];
  const bare = { rate: undefined, input_tokens: undefined, output_tokens: undefined };
  const classes = (list: object[], changes: object = {}) => generated({ ...bare, classes: list, ...changes });

  it.each<[string, object[], object, string[]]>([
    [
      'that share a rate',
      [
        { ...kind, share: 0.4 },
        { ...kind, name: 'b', share: 0.6 },
      ],
      { rate: own },
      [],
    ],
    ['that bring their own', [{ ...kind, rate: own }], {}, []],
    [
      'of both sorts',
      [
        { ...kind, share: 1 },
        { ...kind, name: 'b', rate: own },
      ],
      { rate: own },
      [],
    ],
    [
      'whose shares are sums of decimals',
      [0.1, 0.2, 0.7].map((share, i) => ({ ...kind, name: `${i}`, share })),
      { rate: own },
      [],
    ],
    [
      'whose shares do not add up',
      [
        { ...kind, share: 0.4 },
        { ...kind, name: 'b', share: 0.5 },
      ],
      { rate: own },
      [`${G}.classes: found shares that sum to 0.9; expected 1`],
    ],
    [
      'with shares of nothing',
      [{ ...kind, share: 1 }],
      {},
      [`${G}.classes: found a rate without a share of it, or shares without a rate`],
    ],
    [
      'beside a rate that nobody shares',
      [{ ...kind, rate: own }],
      { rate: own },
      [`${G}.classes: found a rate without a share of it, or shares without a rate`],
    ],
    [
      'with a share and a rate',
      [{ ...kind, share: 1, rate: own }],
      { rate: own },
      [`${G}.classes.0: found both share and rate in class 'chat'; expected exactly one`],
    ],
    [
      'with neither',
      [kind, { ...kind, name: 'b', rate: own }],
      {},
      [`${G}.classes.0: found neither share nor rate in class 'chat'; expected exactly one`],
    ],
  ])('%s', (_name, list, changes, expected) => expect(classes(list, changes)).toEqual(expected));

  it('have what else a generator would have', () => {
    const one = { turns: 1, think_time_s: { mean: 1 } };
    const changes = { input_tokens: 1, output_tokens: 1, sessions: one, prefix: { groups: 1, tokens: 1 } };
    expect(classes([{ ...kind, rate: own }], changes)).toEqual(
      ['input_tokens', 'output_tokens', 'sessions', 'prefix'].map(
        (name) => `${G}.${name}: found beside classes; expected it in each class`,
      ),
    );
  });

  it('have rates and lengths that are checked', () => {
    const broken = { ...kind, input_tokens: {}, output_tokens: { histogram: [[1, 0]] }, rate: [{ from_s: 3, rps: 1 }] };
    expect(classes([{ ...kind, name: 'good', rate: own }, broken])).toEqual([
      `${G}.classes.1.rate.0.from_s: found 3; expected 0, the start`,
      `${G}.classes.1.input_tokens: expected exactly one of lognormal and histogram`,
      `${G}.classes.1.output_tokens.histogram: all weights are 0`,
    ]);
  });
});

it('a trace has nothing of this to check', () => {
  for (const format of ['azure', 'burstgpt', 'mooncake', 'servegen', 'headroom']) {
    expect(faults({ format, path: 'somewhere' })).toEqual([]);
  }
});

it('faults of all parts of traffic are told together, each in its place', () => {
  const top = { window: { start_s: 5, end_s: 1 }, surge: [{ from_s: 3, to_s: 2, factor: 2 }] };
  const broken = generated(
    {
      rate: [{ from_s: 1, rps: 0 }],
      input_tokens: {},
      output_tokens: [
        [0, 1],
        [0.4, 3],
      ],
    },
    top,
  );
  expect(broken.map((fault) => fault.split(': ')[0])).toEqual([
    'traffic.window.end_s',
    'traffic.surge.0.to_s',
    `${G}.rate.0.from_s`,
    `${G}.rate`,
    `${G}.input_tokens`,
    `${G}.output_tokens.1`,
  ]);
});
