/** A pool that only counts, for tests of routers: loads and time move when the test says so. */
import type { RoutingSpec, TrafficRequest } from '../../../scenarios/index.js';
import { randomStream } from '../../../scenarios/random/index.js';
import { createRouter, type Router } from '../index.js';

/** A worker with the load that the test gives it. */
export interface TestWorker {
  readonly id: number;
  load: number;
}

/** Workers and their router. */
export class TestPool {
  readonly clock = { now: 0 };
  readonly workers: TestWorker[] = [];
  readonly router: Router<TestWorker>;
  private requests = 0;

  constructor(spec: RoutingSpec, workers: number, seed = 1) {
    this.router = createRouter<TestWorker>({
      spec,
      kernel: this.clock,
      random: randomStream(seed, 'routing'),
      load: (worker) => worker.load,
      blockTokens: 16,
    });
    for (let id = 0; id < workers; id++) this.add(id);
  }

  add(id: number): TestWorker {
    const worker = { id, load: 0 };
    this.workers.push(worker);
    this.router.add(worker);
    return worker;
  }

  setLoad(worker: TestWorker, load: number): void {
    worker.load = load;
    this.router.loadChanged(worker);
  }

  /** Gives loads to the workers in the order of ids. */
  setLoads(...loads: number[]): void {
    loads.forEach((load, id) => this.setLoad(this.workers[id]!, load));
  }

  request(of: Partial<TrafficRequest> = {}): TrafficRequest {
    return { id: this.requests++, arrival_s: this.clock.now, inputTokens: 160, outputTokens: 10, ...of };
  }

  /** Id of the chosen worker. */
  choose(of: Partial<TrafficRequest> = {}, eligible?: (worker: TestWorker) => boolean): number | undefined {
    return this.router.choose(this.request(of), eligible)?.id;
  }

  /** Places a request on a worker as a pool does. */
  place(worker: TestWorker, request: TrafficRequest, load = 1): void {
    this.setLoad(worker, worker.load + load);
    this.router.placed(worker, request);
  }

  /** Chooses, places and tells the worker's id. */
  send(of: Partial<TrafficRequest> = {}, load = 1): number | undefined {
    const request = this.request(of);
    const worker = this.router.choose(request);
    if (worker) this.place(worker, request, load);
    return worker?.id;
  }
}

/** Signals that show everything at once. */
export const FRESH = { update_interval_s: 0, lag_s: 0, count_own: true };

/** How often an id was chosen. */
export function timesChosen(ids: readonly (number | undefined)[], id: number): number {
  return ids.filter((chosen) => chosen === id).length;
}

/** Workers with odd ids: some that may be chosen, others that may not. */
export const odd = ({ id }: { readonly id: number }): boolean => id % 2 === 1;
