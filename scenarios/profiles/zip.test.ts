import { Zip, ZipDeflate, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { readZip } from './zip.js';

const TEXT = new TextEncoder().encode('the same the same the same the same');

it.each([0, 6] as const)('reads files of level %i, after a comment and inside a larger buffer', (level) => {
  const archive = zipSync({ 'a.txt': TEXT, 'b/c.bin': new Uint8Array([0, 255]) }, { level });
  const commented = new Uint8Array(7 + archive.length + 3);
  commented.set(archive, 7);
  commented.set([1, 2, 3], 7 + archive.length);
  commented[7 + archive.length - 2] = 3; // the comment's length
  const files = readZip(commented.subarray(7));
  expect(Object.keys(files)).toEqual(['a.txt', 'b/c.bin']);
  expect(Buffer.from(files['a.txt']!)).toEqual(Buffer.from(TEXT));
  expect([...files['b/c.bin']!]).toEqual([0, 255]);
});

it('reads what a streaming writer wrote, whose sizes stand in the directory alone', () => {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  const file = new ZipDeflate('a.txt');
  zip.add(file);
  file.push(TEXT, true);
  zip.end();
  const archive = Buffer.concat(parts);
  expect(archive.readUInt32LE(18)).toBe(0);
  expect(Buffer.from(readZip(archive)['a.txt']!)).toEqual(Buffer.from(TEXT));
});

const stored = () => Buffer.from(zipSync({ 'a.txt': TEXT }, { level: 0 }));
const directory = (archive: Buffer) => archive.readUInt32LE(archive.length - 6);

it.each([
  ['a changed byte', (archive: Buffer) => archive.writeUInt8(0, 40), /a\.txt is damaged/],
  ['another method', (archive: Buffer) => archive.writeUInt16LE(12, directory(archive) + 10), /packed by method 12/],
  ['no entry', (archive: Buffer) => archive.writeUInt32LE(1, directory(archive)), /directory .* is damaged/],
  ['no file', (archive: Buffer) => archive.writeUInt32LE(1, 0), /not where the zip archive says/],
  ['no end', (archive: Buffer) => archive.writeUInt32LE(1, archive.length - 22), /not a zip archive/],
])('refuses %s', (_, spoil, message) => {
  const archive = stored();
  spoil(archive);
  expect(() => readZip(archive)).toThrow(message);
});
