export { emulatorConnector } from './connector.js';
export { type Emulator, type EmulatorOptions, startEmulator } from './emulator.js';
