export { packageVersion as toolVersion } from '../scenarios/index.js';
