/** The queue through which trials travel to other processes and machines: BullMQ on Redis, loaded where it is asked for. */
import { HeadroomError } from '../../scenarios/errors/index.js';
import { optionalPackage } from '../../scenarios/index.js';

/** The queue of trials, by its name on Redis. */
export const TRIAL_QUEUE = 'headroom-trials';
/** What a job of it is called. */
export const TRIAL_JOB = 'trial';

/** BullMQ, and a way to open connections: an instance each, because bare options fail under ES modules. */
export interface RedisLibrary {
  readonly bullmq: typeof import('bullmq');
  connect(): import('ioredis').Redis;
}

/** Throws HR_USAGE where `url` is no address of a Redis or none answers, HR_PACKAGE_MISSING. */
export async function openRedis(url: string): Promise<RedisLibrary> {
  if (!/^rediss?:\/\//.test(url)) {
    throw new HeadroomError('HR_USAGE', {
      message: `'${url}' is neither 'local' nor 'kubernetes' nor an address as redis://host:6379`,
    });
  }
  const [bullmq, { Redis }] = await optionalPackage('A sweep on Redis', ['bullmq', 'ioredis'], () =>
    Promise.all([import('bullmq'), import('ioredis')]),
  );
  const probe = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null });
  probe.on('error', () => undefined); // told by the rejected connect
  await probe.connect().catch((error: Error) => {
    throw new HeadroomError('HR_USAGE', { message: `no Redis answers at ${url}: ${error.message}` });
  });
  probe.disconnect();
  return { bullmq, connect: () => new Redis(url, { maxRetriesPerRequest: null }) };
}
