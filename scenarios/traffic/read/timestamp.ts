/**
 * Time stamps of the public traces, to whole microseconds since 1970 UTC. Never through `Date.parse`: it takes a stamp
 * without a zone as local time and cuts it to milliseconds. Here no zone means UTC, as the traces' owners mean it.
 */
const STAMP =
  /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:\s?(Z|UTC)|([+-])(\d{2}):?(\d{2}))?$/;
/** Length of `2023-11-16 18:15:`, which neighbouring rows share. */
const MINUTE_LENGTH = 17;

/** Microseconds since 1970 UTC; `undefined` for what is no time stamp. Digits below a microsecond are cut. */
export function parseTimestamp_us(text: string): number | undefined {
  const match = STAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', , sign, zoneHours, zoneMinutes] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date_ms = Date.UTC(y, mo - 1, d, h, mi, s);
  const isReal = mo >= 1 && mo <= 12 && d >= 1 && new Date(date_ms).getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  if (!isReal) return undefined;
  const offset_min = sign ? (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) : 0;
  return (date_ms - offset_min * 60_000) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/**
 * A parser for a column of neighbouring stamps: where the minute and the zone are those of the stamp before it, only the
 * seconds are read. The same answers as `parseTimestamp_us`.
 */
export function timestampReader(): (text: string) => number | undefined {
  let minute = '';
  let zone = '';
  let minute_us = 0;
  return (text) => {
    if (minute !== '' && text.startsWith(minute)) {
      const end = text.length - zone.length;
      const seconds_us = text.endsWith(zone) ? readSeconds_us(text, MINUTE_LENGTH, end) : undefined;
      if (seconds_us !== undefined) return minute_us + seconds_us;
    }
    const time_us = parseTimestamp_us(text);
    if (time_us === undefined) return undefined;
    minute = text.slice(0, MINUTE_LENGTH);
    zone = /[^\d.]*(?:[+-].*)?$/.exec(text.slice(MINUTE_LENGTH))![0];
    minute_us = time_us - readSeconds_us(text, MINUTE_LENGTH, text.length - zone.length)!;
    return time_us;
  };
}

/** `SS` or `SS.f…` of up to nine digits in microseconds; `undefined` for anything else. */
function readSeconds_us(text: string, start: number, end: number): number | undefined {
  const tens = text.charCodeAt(start) - 48;
  const ones = text.charCodeAt(start + 1) - 48;
  if (!(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)) return undefined;
  let value = tens * 10 + ones;
  if (end === start + 2) return value * 1e6;
  if (text.charCodeAt(start + 2) !== 46 || end === start + 3 || end > start + 12) return undefined;
  for (let i = start + 3, digit = 0; digit < 6; i++, digit++) {
    const figure = i < end ? text.charCodeAt(i) - 48 : 0;
    if (!(figure >= 0 && figure <= 9)) return undefined;
    value = value * 10 + figure;
  }
  for (let i = start + 9; i < end; i++) if (!(text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57)) return undefined;
  return value;
}
