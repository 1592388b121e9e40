/** `llm-headroom/loadgen`: the streaming load generator, measured on the client. */
export {
  createLoad,
  firstModel,
  type Load,
  type LoadConfig,
  type LoadProgress,
  type LoadResult,
  type LoadSink,
  type MeasuredEngine,
  measureEngine,
  openTarget,
  readResult,
  type Target,
  type Thoroughness,
} from '../loadgen/index.js';
