/** Orchestrators that follow decisions written to etcd, by the protocol of Dynamo's virtual connector. */
export { type VirtualConfig, virtualConnector } from './connector.js';
