/**
 * Reads the files of a zip archive, stored or deflated: what numpy writes. Its central directory is read, not the headers before
 * the files, whose sizes a streaming writer leaves out (PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16). Archives of 4 GiB and more are not read.
 */
import { crc32, inflateRawSync } from 'node:zlib';

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const END_BYTES = 22;
const STORED = 0;
const DEFLATED = 8;

/** The files by name. Throws an Error that says what is wrong with the archive. */
export function readZip(bytes: Uint8Array): Record<string, Uint8Array> {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(archive);
  const files: Record<string, Uint8Array> = {};
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new Error('the directory of the zip archive is damaged');
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    files[name] = contentOf(archive, at, name);
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** Where the end record begins: before a comment of any length. */
function endOf(archive: Buffer): number {
  for (let at = archive.length - END_BYTES; at >= 0; at--) {
    if (archive.readUInt32LE(at) === END && at + END_BYTES + archive.readUInt16LE(at + 20) === archive.length)
      return at;
  }
  throw new Error('not a zip archive');
}

/** The file whose entry of the directory stands at `entry`. */
function contentOf(archive: Buffer, entry: number, name: string): Uint8Array {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  if (archive.readUInt32LE(header) !== LOCAL) throw new Error(`${name} is not where the zip archive says`);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + size);
  if (method !== STORED && method !== DEFLATED) throw new Error(`${name} is packed by method ${method}`);
  const content = method === STORED ? packed : inflateRawSync(packed);
  if (crc32(content) !== archive.readUInt32LE(entry + 16))
    throw new Error(`${name} is damaged: its checksum is another one`);
  return content;
}
