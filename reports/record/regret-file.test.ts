import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { Regret } from './regret.js';
import { readRegret, writeRegret } from './regret-file.js';

const regret: Regret = {
  schema: 'headroom-regret/1',
  method: 'shapley',
  trials: 8,
  bound: { gpu_hours: 1, usd: 3.6, missed: 0 },
  parts: [{ id: 'whole_workers', gpu_hours: 0.5, usd: 1.8, missed: 2 }],
  actual: { gpu_hours: 1.5, usd: 5.4, missed: 2 },
};

it('comes back as it was written', () => {
  const folder = temporaryFolder();
  writeRegret(folder, regret);
  expect(readRegret(folder)).toEqual(regret);
  expect(readFileSync(join(folder, 'regret.json'), 'utf8')).toMatch(
    /^\{\n {2}"schema": "headroom-regret\/1",[\s\S]*\}\n$/,
  );
});

it('replaces what was there', () => {
  const folder = temporaryFolder();
  writeRegret(folder, regret);
  writeRegret(folder, { ...regret, trials: 9 });
  expect(readRegret(folder)).toMatchObject({ trials: 9 });
});

it('is undefined in a record that nobody asked it for', () => expect(readRegret(temporaryFolder())).toBeUndefined());

it('is refused where it was cut', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'regret.json');
  writeFileSync(file, '{"schema": "headroom-regret/1",');
  expect(() => readRegret(folder)).toThrow(
    expect.objectContaining({
      code: 'HR_RECORD_INVALID',
      details: [{ at: { file }, message: expect.stringMatching(/^is not valid JSON: /) }],
    }),
  );
});

it('cannot be written into a folder that does not exist', () => {
  const folder = join(temporaryFolder(), 'nowhere');
  expect(() => writeRegret(folder, regret)).toThrow(
    expect.objectContaining({
      code: 'HR_OUTPUT_FAILED',
      details: [expect.objectContaining({ at: { file: join(folder, 'regret.json') } })],
    }),
  );
});
