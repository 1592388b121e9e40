import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { installCommand, optionalPackage } from './optional-package.js';
import { shippedPath } from './paths.js';

it('hands on what was loaded', async () => {
  expect(await optionalPackage('a picture', ['vega'], async () => 'vega')).toBe('vega');
});

it('says what to install, in the version of package.json, and keeps the cause', async () => {
  const cause = new Error("Cannot find package 'vega'");
  const load = () => Promise.reject(cause);
  const thrown = await optionalPackage('A picture', ['vega', 'vega-lite'], load).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'HR_PACKAGE_MISSING', exitCode: 2, cause });
  expect((thrown as Error).message).toMatch(
    /^A picture needs the optional packages vega and vega-lite, .*\n {2}.*npm install vega@\d\S+ vega-lite@\d\S+$/,
  );
});

it('speaks of one package in the singular', async () => {
  const load = () => Promise.reject(new Error('gone'));
  const thrown = await optionalPackage('A tokenizer', ['gpt-tokenizer'], load).catch((error: unknown) => error);
  expect((thrown as Error).message).toMatch(
    /^A tokenizer needs the optional package gpt-tokenizer, which cannot be loaded here\n/,
  );
});

it('installs each package in the version that it was tested with', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const names = Object.keys(optionalDependencies);
  expect(installCommand(names)).toBe(
    `npm install ${names.map((name) => `${name}@${optionalDependencies[name]}`).join(' ')}`,
  );
});
