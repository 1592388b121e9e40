/** What the prefix cache saves on a worker. 1 ms a prompt token; prefix blocks of 64 tokens, KV blocks of 16. */
import { describe, expect, it } from 'vitest';
import {
  playInput,
  type Rows,
  type SmallClusterOptions,
  smallInput,
  smallProfile,
  withPrefixes,
} from '../testing/index.js';

const BLOCK = 64;

function playPrefixes(
  rows: Rows,
  blocks: readonly number[][],
  pool: SmallClusterOptions['aggregated'],
  maxKvTokens = 100_000,
) {
  const input = smallInput({
    profile: smallProfile({ maxKvTokens }),
    aggregated: {
      prefix_caching: 'leaf_first',
      block_tokens: 16,
      queue: 'per_worker',
      kv_admission: 'prompt',
      ...pool,
    },
  });
  return playInput(input, withPrefixes(rows, blocks, BLOCK));
}

/** TTFT in milliseconds, and the prompt tokens that were not computed. */
function firstTokens(rows: Rows, blocks: readonly number[][], pool: SmallClusterOptions['aggregated'] = {}) {
  const { end } = playPrefixes(rows, blocks, pool);
  return rows.map(([arrival_s], id) => [
    Math.round((end(id).firstToken_s! - arrival_s) * 1e6) / 1e3,
    end(id).cachedTokens,
  ]);
}

describe('a prompt that begins like one before it', () => {
  const rows: Rows = [
    [0, 200, 1],
    [1, 200, 1],
  ];

  it('is computed from the first block that is missing', () => {
    expect(
      firstTokens(rows, [
        [1, 2, 3, 4],
        [1, 2, 8, 9],
      ]),
    ).toEqual([
      [200, 0],
      [72, 128],
    ]);
  });

  it('shares whole blocks only', () => {
    // 200 tokens are three blocks and 8 tokens of a fourth
    expect(
      firstTokens(rows, [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ]),
    ).toEqual([
      [200, 0],
      [8, 192],
    ]);
  });

  it('has its last token computed in any case', () => {
    const whole: Rows = [
      [0, 192, 1],
      [1, 192, 1],
    ];
    const same = [
      [1, 2, 3],
      [1, 2, 3],
    ];
    expect(firstTokens(whole, same)[1]).toEqual([64, 128]); // the block of the last token is computed again
  });

  it('saves nothing where caching is off', () => {
    const same = [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ];
    expect(firstTokens(rows, same, { prefix_caching: 'off' })[1]).toEqual([200, 0]);
  });
});

it('counts blocks that two share once, so that more fit', () => {
  const rows: Rows = [
    [0, 192, 20],
    [0.2, 192, 20],
  ];
  // 12 blocks of prompt and 2 of output each, of 18: apart they need 28, with one prompt 16
  const [apart, together] = [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
  ].map((blocks) => playPrefixes(rows, blocks, {}, 18 * 16));
  expect(together!.end(1).firstToken_s).toBeLessThan(together!.end(0).time_s);
  expect(apart!.end(1).firstToken_s).toBeGreaterThan(apart!.end(0).time_s);
});

it('makes a preempted request cheap to compute again as long as its blocks are there', () => {
  const rows: Rows = [
    [0, 128, 60],
    [0.001, 128, 60],
  ];
  const blocks = [
    [1, 2],
    [3, 4],
  ];
  const recompute = (prefix_caching: 'off' | 'leaf_first') => {
    const { end, gaps } = playPrefixes(rows, blocks, { prefix_caching }, 19 * 16);
    expect(end(1).preemptions).toBe(1);
    return Math.max(...gaps);
  };
  expect(recompute('leaf_first')).toBeLessThan(recompute('off') - 0.05);
});

it('refuses prefix blocks that are no whole number of KV blocks, where it would have to share them', () => {
  const rows: Rows = [[0, 200, 1]];
  const share = () => playPrefixes(rows, [[1, 2, 3, 4]], { block_tokens: 24 });
  expect(share).toThrow(expect.objectContaining({ code: 'HR_SCENARIO_INVALID' }));
  expect(share).toThrow('prefix blocks of 64 tokens are no whole number of KV blocks of 24');
  expect(playPrefixes(rows, [[1, 2, 3, 4]], { block_tokens: 24, prefix_caching: 'off' }).result.tally.completed).toBe(
    1,
  );
});
