/** How a live target is addressed, alike for every command that measures one. */
import type { Argv } from 'yargs';

/** `what`: the target in the words of the command. */
export function withTargetOptions<T>(yargs: Argv<T>, what: string) {
  return yargs
    .option('header', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: "'Name: value'; $NAME is taken from the environment, @path from a file; never recorded",
    })
    .option('model', { type: 'string', describe: 'the model; default: the first of /v1/models' })
    .option('ca-file', { type: 'string', describe: `certificate authority of the ${what}, PEM` })
    .option('insecure', { type: 'boolean', default: false, describe: 'accept any certificate' })
    .option('metrics-url', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: `Prometheus pages of the ${what}; default: its /metrics`,
    });
}
