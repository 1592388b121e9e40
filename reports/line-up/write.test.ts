import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvTable } from '../record/csv-table.js';
import { attaining, lineUpOf, runAt, twentyRuns } from '../testing/lined-up.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { lineUp } from './line-up.js';
import { lineUpMarkdown } from './text.js';
import { lineUpCsv, writeLineUp } from './write.js';

const FILES = ['compare.html', 'compare.csv', 'compare.md'];

describe('a line-up as CSV', () => {
  it('has the names of summary.json and the fields that differ', () => {
    const { columns, rows } = csvTable(lineUpCsv(lineUp(twentyRuns().slice(0, 2), [])), 'f');
    expect(columns.slice(0, 4)).toEqual(['run', 'status', 'requests', 'attainment']);
    expect(columns.at(-1)).toBe('cluster.decode.replicas');
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ['r0', 'complete', '1000', '0.8'],
      ['r1', 'complete', '1000', '0.81'],
    ]);
    expect(rows.map((row) => row.at(-1))).toEqual(['1', '2']);
  });

  it('quotes a name that needs it', () => {
    const { rows } = csvTable(lineUpCsv(lineUpOf('a, "b"', 'c\nd')), 'f');
    expect(rows.map(([name]) => name)).toEqual(['a, "b"', 'c\nd']);
  });
});

describe('the files of a line-up', () => {
  it('are written into a folder that is made for them', async () => {
    const folder = join(temporaryFolder(), 'made', 'here');
    const line = lineUp([runAt('a', { usd: 1 }), runAt('b', { usd: 2 })], attaining(0.5));
    expect(await writeLineUp(folder, line)).toEqual(FILES.map((name) => join(folder, name)));
    expect(readFileSync(join(folder, 'compare.csv'), 'utf8')).toBe(lineUpCsv(line));
    expect(readFileSync(join(folder, 'compare.md'), 'utf8')).toBe(lineUpMarkdown(line));
  });

  it('have the same bytes for the same records', async () => {
    const [one, other] = [temporaryFolder(), temporaryFolder()];
    for (const folder of [one, other]) await writeLineUp(folder, lineUpOf('a', 'b'));
    for (const name of FILES) {
      expect(readFileSync(join(one, name), 'utf8'), name).toBe(readFileSync(join(other, name), 'utf8'));
    }
  });

  it('hold no tag that a name brought', async () => {
    const folder = temporaryFolder();
    await writeLineUp(folder, lineUpOf('<script>alert(1)</script>', 'b & c'));
    const html = readFileSync(join(folder, 'compare.html'), 'utf8');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('b &amp; c');
  });

  it('cannot be written into a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(writeLineUp(file, lineUpOf('a'))).rejects.toThrow(
      expect.objectContaining({ code: 'HR_OUTPUT_FAILED', details: [expect.objectContaining({ at: { file } })] }),
    );
    expect(existsSync(join(file, 'compare.html'))).toBe(false);
  });
});
