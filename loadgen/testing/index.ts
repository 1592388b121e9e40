/** Servers to test a load generator against. */

export { DYNAMO_TOKENIZER, hasDynamo, startDynamo } from './dynamo.js';
export { startTruthServer, type Truth } from './truth-server.js';
