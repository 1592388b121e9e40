import type { CommandModule } from 'yargs';
export const verifyCommand: CommandModule = { command: 'verify', describe: 'x', handler: () => undefined };
