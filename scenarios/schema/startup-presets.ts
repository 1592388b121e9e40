/**
 * Startup delays that were measured or published, by name: seconds from ordered to ready for a typical case, rounded.
 * Measurements of the same model differ by the storage, the image cache and the engine, so a preset is a first guess.
 */
interface StartupPreset {
  /** What happens in that time, as the name of its one stage. */
  readonly stage: string;
  readonly seconds: number;
  readonly what: string;
  readonly source: string;
}

/** The presets by name, from the fastest to the slowest. */
export const STARTUP_PRESETS = {
  hot: {
    stage: 'wake',
    seconds: 4,
    what: 'a process that sleeps on its GPU is woken',
    source: 'llm-d issue 2492: Qwen3-32B on H100, fast model actuation, 4.0 s hot; vLLM sleep mode: 0.1–6 s',
  },
  snapshot: {
    stage: 'restore_snapshot',
    seconds: 10,
    what: 'a checkpoint of a started worker is restored',
    source: 'Dynamo blog on snapshots (May 2026): gpt-oss-120b below 5 s, other models from about 1 min to about 10 s',
  },
  'cached-8B': {
    stage: 'startup',
    seconds: 45,
    what: '8B parameters, image and weights on the local disk',
    source: 'Run:ai model streamer docs: 8B on A10G, weights from a gp3 disk in 47.99 s; vLLM issue 20264: 59 s in all',
  },
  'cached-32B': {
    stage: 'startup',
    seconds: 110,
    what: '32B parameters, image and weights in a cache of the cluster',
    source: 'llm-d workload-variant-autoscaler issue 1421: Qwen3-32B on H100, 98–125 s from pod to ready',
  },
  'cold-70B': {
    stage: 'startup',
    seconds: 300,
    what: '70B parameters, weights from an object store',
    source: 'Anyscale: Llama-2-70B on p4de, loading from an object store 4 min 25 s; vLLM issue 19824: 215 s with TP8',
  },
  'cold-large': {
    stage: 'startup',
    seconds: 600,
    what: 'the largest models, or an image and weights that are nowhere near',
    source:
      'BentoML (April 2025): an unoptimised container on Kubernetes in about 10 min; WVA issue 1071: 2–8 min and more',
  },
} as const satisfies Record<string, StartupPreset>;
