/** Servers to test a load generator against. */
export { startTruthServer, type Truth, type TruthServer } from './truth-server.js';
