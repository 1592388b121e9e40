import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { clientsSchema, frontendSchema } from './clients.js';

describe('clients', () => {
  it('wait for ever and send nothing again, unless said otherwise', () => {
    expect(clientsSchema.parse({})).toEqual({ retries: { max: 0, backoff_s: 1, factor: 2 } });
  });

  itHasLimits(clientsSchema, {}, [
    ['timeout_s', [0.1, 600, undefined], [0, -1]],
    ['first_token_timeout_s', [0.1, undefined], [0]],
    [
      'cancel',
      [
        { share: 0, mean_s: 1 },
        { share: 1, mean_s: 0.1 },
      ],
      [{ share: 1.1, mean_s: 1 }, { share: 1 }, { share: 1, mean_s: 0 }],
    ],
    ['retries.max', [0, 5], [-1, 1.5]],
    ['retries.backoff_s', [0, 1], [-1]],
    ['retries.factor', [1, 2], [0.9]],
  ]);
});

describe('the frontend', () => {
  it('lets all in and fails what loses its worker, unless said otherwise', () => {
    expect(frontendSchema.parse({})).toEqual({ lost_work: 'fail' });
  });

  itHasLimits(frontendSchema, {}, [
    ['max_in_flight', [1, undefined], [0, 1.5]],
    ['lost_work', ['fail', 'requeue'], ['retry']],
  ]);
});
