/**
 * Time stamps of the public traces, to whole microseconds since 1970 UTC. Never through `Date.parse`: it takes a stamp
 * without a zone as local time and cuts it to milliseconds. Here no zone means UTC, as the traces' owners mean it.
 */
const STAMP =
  /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:\s?(Z|UTC)|([+-])(\d{2}):?(\d{2}))?$/;

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
  const isReal = mo >= 1 && mo <= 12 && d >= 1 && new Date(date_ms).getUTCDate() === d && h < 24 && mi < 60 && s < 61;
  if (!isReal) return undefined;
  const offset_min = sign ? (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) : 0;
  return (date_ms - offset_min * 60_000) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
