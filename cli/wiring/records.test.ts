/** Reading runs to set them beside each other: results of other tools, read as records, stand in for runs. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPath } from '../../scenarios/index.js';
import { parseRequirement } from '../require.js';
import { compareRecords } from './compare-records.js';
import { importResult } from './import-result.js';
import { lineUpRecords } from './line-up-records.js';
import { openRecord, openRun } from './open-run.js';

let folder: string;
/** A record, and the file that it was made from. */
let record: string;
let result: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-records-'));
  record = join(folder, 'record');
  result = join(folder, 'profile_export.jsonl');
  copyFileSync(shippedPath('loadgen', 'import', 'fixtures', 'profile_export.jsonl'), result);
  importResult(result, record);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run', () => {
  it('is a directory, or a result that becomes one and leaves nothing behind', () => {
    const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('headroom-import-')).length;
    const before = leftovers();
    expect(openRun(result).requests).toEqual(openRun(record).requests);
    expect(openRecord(result).summary.requests).toEqual(openRecord(record).summary.requests);
    expect(leftovers()).toBeLessThanOrEqual(before);
  });

  it.each([
    ['a directory that holds none', () => folder, 'HR_RECORD_INVALID'],
    ['a path to nothing', () => join(folder, 'gone'), 'HR_RECORD_INVALID'],
    ['another file', () => shippedPath('package.json'), 'HR_RESULT_INVALID'],
  ])('is not %s', (_name, path, code) => {
    expect(() => openRecord(path())).toThrow(expect.objectContaining({ code }));
  });
});

it('a run beside itself has the same figures', () => {
  const { text } = compareRecords(record, result);
  expect(text).toContain(record);
  expect(text).toContain(result);
  expect(() => compareRecords(record, folder)).toThrow(expect.objectContaining({ code: 'HR_RECORD_INVALID' }));
});

describe('any number beside each other', () => {
  const lineUp = (
    form: Parameters<typeof lineUpRecords>[1]['form'],
    requirements: readonly string[] = [],
    out?: string,
  ) => lineUpRecords([record, result], { form, requirements: requirements.map(parseRequirement), out });

  it('in each of its forms', async () => {
    expect(JSON.parse((await lineUp('json')).text)).toBeTypeOf('object');
    expect((await lineUp('csv')).text.split('\n')[0]).toContain(',');
    expect((await lineUp('markdown')).text).toMatch(/^\|/m);
    const text = (await lineUp({ width: 60 })).text;
    expect(text).not.toMatch(/^\|/m);
  });

  it.each([
    [[], true],
    [['requests.offered>=3'], true],
    [['requests.offered>3'], false],
    [['requests.offered>=3', 'requests.offered>3'], false],
  ])('keep %j: %s', async (requirements, isKept) => {
    expect((await lineUp('json', requirements)).isKept).toBe(isKept);
  });

  it('that lack a figure which is asked for are refused', async () => {
    await expect(lineUp('json', ['no.such>1'])).rejects.toMatchObject({ code: 'HR_USAGE' });
  });

  it('are written where that is asked', async () => {
    expect((await lineUp('json')).files).toEqual([]);
    const { files } = await lineUp('json', [], join(folder, 'beside'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(file)).toBe(true);
  });
});
