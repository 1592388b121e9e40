/** The page of `/metrics`: the frontend in the dialects asked for, the workers, the emulator itself. */
import type { ClusterInput, OpenSimulation } from '../../../sim/index.js';
import { DynamoMetrics } from './dynamo.js';
import { type FrontendMetrics, together } from './frontend.js';
import { NvMetrics } from './nv.js';
import { OwnMetrics } from './own.js';
import { VllmMetrics } from './vllm.js';

/** `nv`: ai-dynamo 0.4.0, and nothing beside it, as there; `dynamo`: 1.6.1. */
export type Dialect = 'nv' | 'dynamo' | 'both';

/** The page, and who tells it what happens. */
export interface MetricsPage {
  readonly frontend: FrontendMetrics;
  readonly noteLate: (late_s: number) => void;
  text(simulation: OpenSimulation): Promise<string>;
}

/** Makes the page of one emulator; `speedup`: simulated seconds in one of the wall clock. */
export function metricsPage(dialect: Dialect, model: string, cluster: ClusterInput, speedup: number): MetricsPage {
  const dialects = [
    ...(dialect === 'dynamo' ? [] : [new NvMetrics()]),
    ...(dialect === 'nv' ? [] : [new DynamoMetrics(model, cluster)]),
  ];
  const frontend = together(dialects);
  const own = new OwnMetrics(speedup);
  const vllm = new VllmMetrics(model);
  return {
    frontend,
    noteLate: own.noteLate,
    text: async (simulation) => {
      const texts = [frontend.text(simulation), ...(dialect === 'nv' ? [] : [vllm.text(simulation), own.text()])];
      return (await Promise.all(texts)).join('');
    },
  };
}
