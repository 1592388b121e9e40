/** The importer of each file format. */
import { randomStream } from '../../random/index.js';
import type { FileSpec } from '../../schema/traffic.js';
import { gapSampler } from '../generate/arrivals.js';
import { aiperf } from './aiperf.js';
import { azure } from './azure.js';
import { blis } from './blis.js';
import { burstgpt } from './burstgpt.js';
import { dynamo } from './dynamo.js';
import { headroom } from './headroom.js';
import type { ImportContext, Importer } from './importer.js';
import { mooncake } from './mooncake.js';
import { splitwise } from './splitwise.js';
import { vidur } from './vidur.js';

/** `seed` is for a file without arrival times, whose times are drawn. */
export function importerOf(
  spec: FileSpec,
  context: ImportContext,
  seed: number,
  resolve: (path: string) => string,
): Importer {
  switch (spec.format) {
    case 'azure':
      return azure(context);
    case 'burstgpt':
      return burstgpt(context);
    case 'vidur':
      return vidur(context, spec.arrivals && drawnTimes(spec.arrivals, seed));
    case 'splitwise':
      return splitwise(context);
    case 'blis':
      return blis(context, spec.header === undefined ? undefined : resolve(spec.header));
    case 'mooncake':
      return mooncake(context, spec.block_tokens);
    case 'dynamo':
      return dynamo(context, spec.block_tokens);
    case 'aiperf':
      return aiperf(context, spec.block_tokens);
    case 'headroom':
      return headroom(context);
  }
}

type DrawnArrivals = NonNullable<Extract<FileSpec, { format: 'vidur' }>['arrivals']>;

function drawnTimes({ rps, process }: DrawnArrivals, seed: number): () => number {
  const random = randomStream(seed, 'arrivals');
  const gap = gapSampler(process);
  let time_s = 0;
  return () => {
    time_s += gap(random) / rps;
    return Math.floor(time_s * 1e6);
  };
}
