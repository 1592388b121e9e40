/** Resources that many share: bandwidth. */
export { type BandwidthBooks, defineBandwidthWake, type Flow, SharedBandwidth } from './shared-bandwidth.js';
