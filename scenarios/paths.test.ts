import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageVersion, shippedPath } from './paths.js';

describe('files of the package', () => {
  it('are found from its own package.json, wherever the program runs', () => {
    expect(isAbsolute(shippedPath())).toBe(true);
    const { name } = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as { name: string };
    expect(name).toBe('llm-headroom');
    expect(existsSync(shippedPath('scenarios', 'prices.json'))).toBe(true);
    expect(shippedPath('a', 'b')).toBe(join(shippedPath(), 'a', 'b'));
  });

  it('have the version that it has', () => {
    const { version } = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as { version: string };
    expect(packageVersion()).toBe(version);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });
});
