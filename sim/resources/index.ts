/** Resources that many share: bandwidth. */
export { defineBandwidthWake, type Flow, SharedBandwidth } from './shared-bandwidth.js';
