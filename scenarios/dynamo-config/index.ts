export { type DynamoConfig, readDynamoConfig } from './read-config.js';
