/** numpy's files as numpy writes them. */
import { zipSync } from 'fflate';

interface NpyOptions {
  readonly descr?: string;
  readonly fortran?: boolean;
  /** As Python writes it, `(2, 3)`. */
  readonly shape?: string;
  readonly version?: 1 | 2;
}

const WRITERS: Readonly<Record<string, (view: DataView, at: number, value: number, little: boolean) => void>> = {
  f8: (view, at, value, little) => view.setFloat64(at, value, little),
  f4: (view, at, value, little) => view.setFloat32(at, value, little),
  i8: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  u8: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
  i4: (view, at, value, little) => view.setInt32(at, value, little),
  u4: (view, at, value, little) => view.setUint32(at, value, little),
  i2: (view, at, value, little) => view.setInt16(at, value, little),
  u2: (view, at, value, little) => view.setUint16(at, value, little),
  i1: (view, at, value) => view.setInt8(at, value),
  u1: (view, at, value) => view.setUint8(at, value),
};

/** A `.npy` array of numbers; of a type that is none of numpy's, its bytes are 0. */
export function npy(values: readonly number[], options: NpyOptions = {}): Uint8Array {
  const { descr = '<f8', fortran = false, shape = `(${values.length},)`, version = 1 } = options;
  const header = `${`{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`.padEnd(117)}\n`;
  const start = version === 1 ? 10 : 12;
  const size = Number(/\d+$/.exec(descr)?.[0] ?? 8);
  const bytes = new Uint8Array(start + header.length + values.length * size);
  bytes.set([0x93, ...Buffer.from('NUMPY'), version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(Buffer.from(header, 'latin1'), start);
  const write = WRITERS[descr.slice(1)];
  values.forEach((value, i) => write?.(view, start + header.length + i * size, value, !descr.startsWith('>')));
  return bytes;
}

/** An archive of arrays by name. */
export function npz(arrays: Readonly<Record<string, readonly number[] | Uint8Array>>): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(arrays).map(([name, array]) => [`${name}.npy`, array instanceof Uint8Array ? array : npy(array)]),
    ),
  );
}
