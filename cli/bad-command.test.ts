/** Planners and options that cannot be run, through the command line. */
import { describe, it } from 'vitest';
import { badInputRig, GOOD } from './testing/bad-input.js';

const { write, expectRefused } = badInputRig();

describe('planners', () => {
  const CLOSED = `traffic:
  format: closed_loop
  generator: { concurrency: 2, requests: 10, input_tokens: 100, output_tokens: 10 }
cluster:`;

  it('refuses a reference where the traffic is not known before the run', async () => {
    const text = GOOD.replace(/traffic:[\s\S]*?cluster:/, CLOSED).replace('policy: static', 'policy: oracle');
    await expectRefused(['simulate', write('bad.yaml', text)], /traffic that is known before the run/);
  });

  it.each([
    [
      'a mode whose pool is missing',
      '{ mode: agg }',
      /planner: dynamo-planner in mode agg needs a pool of role aggregated/,
    ],
    [
      'a field that Dynamo has not',
      '{ min_endpoints: 2 }',
      /min_endpoints: no such field\n {2}Did you mean 'min_endpoint'\?/,
    ],
  ])('refuses %s', async (_name, config, message) => {
    const text = GOOD.replace('policy: static', `policy: dynamo-planner, config: ${config}`);
    await expectRefused(['simulate', write('bad.yaml', text)], message);
  });
});

describe('the command line', () => {
  const good = () => write('good.yaml', GOOD);

  it.each([
    [
      ['--set', 'cluster.decode.replica=4'],
      /--set cluster\.decode\.replica=4: cluster\.decode\.replica: no such field\n {2}Did you mean 'replicas'\?/,
    ],
    [
      ['--set', 'cluster.decode.replicas=four'],
      /--set cluster\.decode\.replicas=four: cluster\.decode\.replicas: found "four"; expected a number/,
    ],
    [['--set', 'cluster'], /--set 'cluster' is not path=value/],
    [['--set', 'name.x=1'], /name is a single value and has no fields/],
    [['--require', 'attainment'], /--require 'attainment' is not a condition/],
    [['--frobnicate'], /there is no option --frobnicate/],
  ])('refuses %j', async (args, message) => {
    await expectRefused(['simulate', good(), ...args], message);
  });

  it('suggests the command that was meant', async () => {
    await expectRefused(['simulat'], /Did you mean 'simulate'\?/);
  });
});
