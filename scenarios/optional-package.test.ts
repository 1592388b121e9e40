import { expect, it } from 'vitest';
import { optionalPackage } from './optional-package.js';

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
