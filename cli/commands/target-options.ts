/** How a live target is addressed, alike for every command that measures one. */
import type { Argv } from 'yargs';
import { flag, repeatable } from '../options.js';

const group = 'Target:';

/** `what`: the target in the words of the command. */
export function withTargetOptions<T>(yargs: Argv<T>, what: string) {
  return yargs
    .option('model', { type: 'string', describe: 'the model; default: the first of /v1/models', group })
    .option('header', {
      ...repeatable("'Name: value'; $NAME is taken from the environment, @path from a file; never recorded"),
      group,
    })
    .option('ca-file', { type: 'string', describe: `certificate authority of the ${what}, PEM`, group })
    .option('insecure', { ...flag('accept any certificate'), group })
    .option('metrics-url', { ...repeatable(`Prometheus pages of the ${what}; default: its /metrics`), group });
}
