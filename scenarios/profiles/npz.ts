/**
 * Reads numpy's `.npz`: a zip of `.npy` arrays. Numbers of any width become doubles, in C order. Format: numpy's
 * NEP 1 (`\x93NUMPY`, version, header length, a Python dict literal, raw data).
 */
import { readZip } from './zip.js';

/** A numpy array: its shape, and its numbers row by row. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Arrays of an archive by name, without the `.npy`. Throws an Error that names the array and what is wrong with it. */
export function readNpz(bytes: Uint8Array): Record<string, NpyArray> {
  let files: Record<string, Uint8Array>;
  try {
    files = readZip(bytes);
  } catch (error) {
    throw new Error(`no archive of arrays: ${(error as Error).message}`, { cause: error });
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name.replace(/\.npy$/, ''), readNpy(content, name)]),
  );
}

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number;

const READERS: Record<string, { readonly bytes: number; readonly read: Reader }> = {
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

function readNpy(content: Uint8Array, name: string): NpyArray {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const magic = content.subarray(0, 6).reduce((text, byte) => text + String.fromCharCode(byte), '');
  if (magic !== '\x93NUMPY') throw new Error(`${name} is not a .npy array`);
  const wide = view.getUint8(6) >= 2;
  const headerLength = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const headerStart = wide ? 12 : 10;
  const header = new TextDecoder('latin1').decode(content.subarray(headerStart, headerStart + headerLength));
  const type = /'descr':\s*'([<>|=])([a-z])(\d+)'/.exec(header);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  const reader = type ? READERS[`${type[2]}${type[3]}`] : undefined;
  if (!type || !reader) throw new Error(`${name} does not hold plain numbers: ${header.trim()}`);
  const count = shape.reduce((product, size) => product * size, 1);
  const start = headerStart + headerLength;
  if (start + count * reader.bytes > content.byteLength) throw new Error(`${name} ends before its ${count} numbers do`);
  const data = Float64Array.from({ length: count }, (_, i) =>
    reader.read(view, start + i * reader.bytes, type[1] !== '>'),
  );
  const isFortran = /'fortran_order':\s*True/.test(header);
  return { shape, data: isFortran ? toRowMajor(data, shape) : data };
}

function toRowMajor(data: Float64Array, shape: readonly number[]): Float64Array {
  const [rows = 1, columns = 1] = shape;
  if (shape.length !== 2) return data;
  return Float64Array.from(data, (_, i) => data[(i % columns) * rows + Math.floor(i / columns)]!);
}
