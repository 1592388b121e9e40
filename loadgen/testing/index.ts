/** Servers to test a load generator against. */
export { startTruthServer, type Truth } from './truth-server.js';
