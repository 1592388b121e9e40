import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { provisionSchema, startupSchema } from './startup.js';
import { STARTUP_PRESETS } from './startup-presets.js';

describe('a start path', () => {
  it('may be one number', () => {
    expect(startupSchema.parse(90)).toEqual({ stages: [{ name: 'startup', fixed_s: 90 }] });
    expect(provisionSchema.parse(90)).toEqual({ stages: [{ name: 'provision_node', fixed_s: 90 }] });
  });

  it('may be a preset', () => {
    expect(startupSchema.parse('hot')).toEqual({ stages: [{ name: 'wake', fixed_s: 4 }] });
    expect(startupSchema.safeParse('toString').success).toBe(false);
    expect(provisionSchema.safeParse('hot').success).toBe(false);
  });
});

it('startup.md tells of every preset, its time and its source', () => {
  const page = readFileSync(shippedPath('docs', 'reference', 'startup.md'), 'utf8');
  for (const [name, { seconds, what, source }] of Object.entries(STARTUP_PRESETS)) {
    expect(page).toContain(`| \`${name}\` | ${seconds} | ${what} | ${source} |`);
  }
});
