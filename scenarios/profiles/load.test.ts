import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { tempFile, tempFolder } from '../testing/files.js';
import { refusal } from '../testing/refusals.js';
import { inputFile, loadProfile, shippedProfiles } from './load.js';

const same = (path: string) => path;
const load = (name: string, resolve = same) => loadProfile(name, resolve);
const ID = 'qwen3-0.6b-bf16_h100_sxm_vllm_tp1';
const golden = shippedPath('bench', 'fixtures', 'golden', 'profiles', 'C_minimal');

describe('a profile is found', () => {
  it('by its id among those that ship, wherever the scenario lies', () => {
    const { profile, files } = load(ID, () => '/nowhere');
    expect(profile.id).toBe(ID);
    expect(files).toEqual([inputFile(shippedPath('scenarios', 'profiles', `${ID}.json`))]);
  });

  it('by a path from the scenario', () => {
    const folder = tempFolder({ 'mine.json': readFileSync(shippedPath('scenarios', 'profiles', `${ID}.json`)) });
    const { profile, files } = load('mine.json', (path) => join(folder, path));
    expect(profile).toEqual(load(ID).profile);
    expect(files.map(({ name }) => name)).toEqual(['mine.json']);
  });

  it("by a folder of Dynamo's profiler, which is two files", () => {
    const { profile, files } = load(golden);
    expect(profile.id).toBe('C_minimal');
    expect(files.map(({ name }) => name)).toEqual(['raw_data.npz', 'raw_data.npz']);
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(2);
  });

  it('as a roofline, which is of two tables', () => {
    const { profile, files } = load('roofline:llama-3.1-8b@h100_sxm');
    expect(profile.stepModel).toBe('roofline');
    expect(files.map(({ name }) => name)).toEqual(['models.json', 'systems.json']);
  });

  it('calibrated, with the file of the calibrations beside its own', () => {
    const id = 'llama-3.1-70b-fp8_h100_sxm_vllm_tp4';
    const { profile, files } = load(`${id}:calibrated`);
    expect(profile).toEqual({ ...load(id).profile, calibration: profile.calibration });
    expect(profile.calibration!.decodeFactors.batch.length).toBeGreaterThanOrEqual(2);
    expect(files.map(({ name }) => name)).toEqual([`${id}.json`, 'profiles.json']);
  });

  it('under no id with a path in it', () => {
    expect(refusal(() => load(`../profiles/${ID}`)).code).toBe('HR_PROFILE_NOT_FOUND');
  });
});

describe('a profile is not found', () => {
  it('under a misspelt id', () => {
    expect(refusal(() => load('qwen3-0.6b-bf16_h100_sxm_vllm_tp9'))).toMatchObject({
      code: 'HR_PROFILE_NOT_FOUND',
      message: "no engine profile 'qwen3-0.6b-bf16_h100_sxm_vllm_tp9': it is neither shipped nor a path that exists",
      hint: expect.stringMatching(/^Did you mean 'qwen3-0\.6b-bf16_h100_sxm_vllm_tp\d'\? docs/),
    });
  });

  it('under a name that is like none', () => {
    expect(refusal(() => load('zzz')).hint).toBe('docs/reference/profiles.md lists the shipped ones.');
  });

  it('in a folder of other things', () => {
    expect(refusal(() => load(tempFolder({ x: '' })))).toMatchObject({
      code: 'HR_PROFILE_NOT_FOUND',
      message: 'the folder holds no engine profile',
      hint: expect.stringMatching(/^Expected selected_prefill_interpolation.*prefill_raw_data\.json/),
    });
  });

  it('calibrated, where nothing was measured', () => {
    expect(refusal(() => load(`${ID}:calibrated`))).toMatchObject({
      code: 'HR_PROFILE_NOT_FOUND',
      message: `no calibration ships for '${ID}': too little of it was measured`,
    });
  });
});

it('a file of a run is told by its name and its bytes', () => {
  expect(inputFile(tempFile('a.txt', 'abc'))).toEqual({
    name: 'a.txt',
    sha256: createHash('sha256').update('abc').digest('hex'),
  });
});

describe('shipped profiles', () => {
  const ids = shippedProfiles();

  it('are some hundreds, sorted', () => {
    expect(ids.length).toBeGreaterThan(400);
    expect(ids).toEqual([...ids].sort());
  });

  it('are all sound, under their own ids, with a source', () => {
    for (const id of ids) {
      const { profile } = load(id);
      expect(profile.id).toBe(id);
      expect(profile.provenance.source).toMatch(/aiconfigurator 0.12.0|ai-dynamo 1.4.2/);
    }
  });

  it('are all listed in the docs', () => {
    const docs = ['profiles.md', 'shipped-profiles.md']
      .map((file) => readFileSync(shippedPath('docs', 'reference', file), 'utf8'))
      .join();
    expect(ids.filter((id) => !docs.includes(id))).toEqual([]);
  });

  const source = '../shared/data/profiles';
  it.skipIf(!existsSync(source))(`say what ${source} says`, () => {
    const id = 'llama-3.1-70b-fp8_h100_sxm_vllm_tp4';
    const from = JSON.parse(readFileSync(join(source, 'profiles', `${id}.json`), 'utf8')) as {
      decode: { z_itl: number[] };
    };
    expect(load(id).profile.decode.itlMs).toEqual(from.decode.z_itl);
  });
});
