import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tempFile, tempFolder } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { fileSha256, LineFile, traceNotFound } from './lines.js';

interface Line {
  readonly number: number;
  readonly text: string;
}

function readAll(path: string): { lines: Line[]; file: LineFile } {
  const file = new LineFile(path);
  const lines: Line[] = [];
  for (let some = file.nextLines(); some; some = file.nextLines()) {
    some.forEach((text, i) => lines.push({ number: file.firstNumber + i, text }));
  }
  return { lines, file };
}

const linesOf = (content: string | Uint8Array) => readAll(tempFile('t.txt', content)).lines.map(({ text }) => text);

describe('lines of a file', () => {
  it.each([
    ['an empty file', '', []],
    ['one line without an end', 'a', ['a']],
    ['one line', 'a\n', ['a']],
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['CRLF, the last line without an end', 'a\r\nb', ['a', 'b']],
    ['a last line that ends in CR', 'a\r\nb\r', ['a', 'b']],
    ['both ends mixed', 'a\nb\r\nc', ['a', 'b', 'c']],
    ['empty lines', '\n\na\n\n', ['', '', 'a', '']],
    ['a BOM', '\uFEFFa\nb', ['a', 'b']],
    ['nothing but a BOM', '\uFEFF', ['']],
    ['a BOM in a later line, which is text', 'a\n\uFEFFb', ['a', '\uFEFFb']],
    ['a CR inside a line, which is text', 'a\rb\n', ['a\rb']],
    ['letters of several bytes', 'grün\n日本\n😀', ['grün', '日本', '😀']],
  ])('%s', (_name, text, lines) => expect(linesOf(text)).toEqual(lines));

  it('are numbered from 1', () => {
    expect(readAll(tempFile('t', 'a\n\nb')).lines).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: '' },
      { number: 3, text: 'b' },
    ]);
  });

  it('are whole across the borders of what is read at once, with their numbers', () => {
    // 256 KiB are read at once; a line of 1000 bytes and one of three-byte letters straddle every border
    const long = Array.from({ length: 700 }, (_, i) => `${i},${(i % 2 ? 'x' : '語').repeat(333)}`);
    const { lines } = readAll(tempFile('t', long.join('\r\n')));
    expect(lines.map(({ text }) => text)).toEqual(long);
    expect(lines.map(({ number }) => number)).toEqual(long.map((_, i) => i + 1));
  });

  it('may be longer than what is read at once', () => {
    const long = 'y'.repeat(600_000);
    expect(linesOf(`a\n${long}\nb`).map((line) => line.length)).toEqual([1, 600_000, 1]);
  });

  it('are what splitting the text gives', () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '😀', ',', '\n', '\r\n', ' '), { maxLength: 60 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (content) => {
        const split = content.split(/\r?\n/);
        if (split.at(-1) === '') split.pop();
        expect(linesOf(content)).toEqual(split);
      }),
      { numRuns: 60 },
    );
  });

  it('that are no UTF-8 are read with a mark in the place', () => {
    expect(linesOf(Uint8Array.from([97, 0xff, 10, 98]))).toEqual(['a\uFFFD', 'b']);
  });
});

describe('a file that is read', () => {
  it('knows its size, how far it is, and its hash at the end', () => {
    const content = 'a\nb\n';
    const file = new LineFile(tempFile('t', content));
    expect([file.bytes, file.bytesRead, file.sha256]).toEqual([4, 0, undefined]);
    file.nextLines();
    expect(file.bytesRead).toBe(4);
    expect(file.nextLines()).toBeUndefined();
    expect(file.sha256).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('gives nothing more once it is closed, and may be closed twice', () => {
    const file = new LineFile(tempFile('t', 'a\nb\n'));
    file.close();
    file.close();
    expect(file.nextLines()).toBeUndefined();
    expect(file.sha256).toBeUndefined();
  });

  it('has the hash that it has alone', () => {
    const path = tempFile('t', '\uFEFFa,b\r\n'.repeat(50_000));
    expect(readAll(path).file.sha256).toBe(fileSha256(path));
    expect(fileSha256(tempFile('t', ''))).toBe(createHash('sha256').digest('hex'));
  });
});

describe('what cannot be read', () => {
  const hint =
    'Set traffic.path, relative to the scenario file; docs/reference/traffic.md says where the public traces are.';

  it.each([
    ['nothing', '/nowhere/t.csv', 't.csv', 'no such trace file'],
    ['a folder', tempFolder({}), undefined, 'the trace cannot be read (not a file)'],
  ])('%s', (_name, path, place, message) => {
    for (const action of [() => new LineFile(path), () => fileSha256(path)]) {
      expect(refusal(action)).toMatchObject({ code: 'HR_TRACE_NOT_FOUND', message, hint, ...(place && { place }) });
    }
  });

  it('a compressed file, which is told before its bytes are taken for text', () => {
    expect(refusal(() => readAll(tempFile('t.csv.gz', gzipSync('a,b\n1,2\n'))))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 't.csv.gz',
      message: 'found a compressed file (gzip); expected text',
      hint: 'Unpack it first, e.g. with gunzip.',
    });
  });

  it('for a reason of the system, in its words', () => {
    expect(traceNotFound('t.csv', 'EACCES').message).toMatch(/^t\.csv: the trace cannot be read \(EACCES\)/);
  });
});
