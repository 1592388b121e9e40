export { readDynamoConfig } from './read-config.js';
