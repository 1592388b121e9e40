/**
 * A disk that becomes full, for tests that mock `node:fs` with {@link smallDisk}. Like a real one it takes the beginning of a
 * write that does not fit.
 */

type Fs = typeof import('node:fs');

/** Room that is left for files that are open, in bytes. */
export const disk = { room_bytes: Number.POSITIVE_INFINITY };

/** Node's files, with no more room than {@link disk} has for what is written to an open one. */
export function smallDisk(fs: Fs): Fs {
  const writeFileSync: Fs['writeFileSync'] = (file, data, options) => {
    if (typeof file !== 'number') return fs.writeFileSync(file, data, options);
    const bytes = Buffer.from(data as Uint8Array);
    const fits = bytes.subarray(0, disk.room_bytes);
    fs.writeFileSync(file, fits);
    disk.room_bytes -= fits.length;
    if (fits.length < bytes.length) throw Object.assign(new Error('write failed'), { code: 'ENOSPC' });
  };
  return { ...fs, writeFileSync };
}
