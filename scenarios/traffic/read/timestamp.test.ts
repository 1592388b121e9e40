import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp_us, timestampReader } from './timestamp.js';

const utc_us = (...parts: [number, number, number, number?, number?, number?]) => Date.UTC(...parts) * 1000;

describe('a time stamp', () => {
  it.each([
    ['of Azure 2023: seven digits, no zone', '2023-11-16 18:15:46.6805900', utc_us(2023, 10, 16, 18, 15, 46) + 680_590],
    ['of Azure 2024: six digits and an offset', '2024-05-10 00:00:00.009930+00:00', utc_us(2024, 4, 10) + 9930],
    ['of Azure 2024 on the whole second', '2024-05-12 00:00:00+00:00', utc_us(2024, 4, 12)],
    ['of Azure 2025: T, three digits, Z', '2024-10-15T12:00:00.269Z', utc_us(2024, 9, 15, 12) + 269_000],
    ['east of Greenwich', '2024-05-12 02:00:00+02:00', utc_us(2024, 4, 12)],
    ['west of Greenwich, without a colon', '2024-05-11 19:30:00-0430', utc_us(2024, 4, 12)],
    ['in UTC by name', '2024-05-12 00:00:00 UTC', utc_us(2024, 4, 12)],
    ['with one digit', '2024-05-12 00:00:00.5', utc_us(2024, 4, 12) + 500_000],
    [
      'with nine digits, of which three are below a microsecond',
      '2024-05-12 00:00:00.123456999',
      utc_us(2024, 4, 12) + 123_456,
    ],
    ['on a leap day', '2024-02-29 23:59:59.999999', utc_us(2024, 1, 29, 23, 59, 59) + 999_999],
    ['of 1970', '1970-01-01 00:00:00', 0],
    ['before 1970', '1969-12-31 23:59:59', -1_000_000],
  ])('%s', (_name, text, expected_us) => expect(parseTimestamp_us(text)).toBe(expected_us));

  it.each([
    '',
    '12',
    'yesterday',
    '2023-11-16',
    '2023-02-30 10:00:00',
    '2023-02-29 10:00:00',
    '2023-13-01 10:00:00',
    '2023-00-01 10:00:00',
    '2023-01-00 10:00:00',
    '2023-11-16 24:00:00',
    '2023-11-16 25:00:00',
    '2023-11-16 10:60:00',
    '2023-11-16 10:00:60',
    '2016-12-31 23:59:60',
    '2023-11-16 10:00',
    '2023-11-16 10:00:00.',
    '2023-11-16 10:00:00.1234567890',
    '2023-11-16 10:00:00 +02:00',
    '2023-11-16 10:00:00 CET',
    '2023-11-16  10:00:00',
    '16/11/2023 10:00:00',
    ' 2023-11-16 10:00:00',
  ])("is not '%s'", (text) => {
    expect(parseTimestamp_us(text)).toBeUndefined();
    expect(timestampReader()(text)).toBeUndefined();
  });

  it('does not depend on the zone of this machine', () => {
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'America/New_York';
      expect(parseTimestamp_us('2023-11-16 18:00:00')).toBe(utc_us(2023, 10, 16, 18));
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('that is written out is read as it was', () => {
    const latest_us = utc_us(2100, 0, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: latest_us }),
        fc.constantFrom('', 'Z', '+00:00', ' UTC'),
        (time_us, zone) => {
          const whole = new Date(Math.floor(time_us / 1e6) * 1000).toISOString().slice(0, 19);
          const text = `${whole}.${String(time_us % 1e6).padStart(6, '0')}${zone}`;
          expect(parseTimestamp_us(text)).toBe(time_us);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a column of neighbouring stamps', () => {
  it('is read as each of them is alone', () => {
    const stamps = [
      '2023-11-16 18:15:46.6805900',
      '2023-11-16 18:15:47.1',
      '2023-11-16 18:15:47',
      '2023-11-16 18:16:00',
      '2024-05-10 00:00:00.009930+00:00',
      '2024-05-10 00:00:05+00:00',
      '2024-05-10 00:00:05.5+02:00',
      '2024-05-10 00:00:06',
      '2024-10-15T12:00:00.269Z',
      '2024-10-15T12:00:59.999Z',
      '2024-10-15T12:00:07.1234567Z',
    ];
    const inRow = timestampReader();
    expect(stamps.map(inRow)).toEqual(stamps.map((stamp) => parseTimestamp_us(stamp)));
  });

  it('is read so whatever stands in it', () => {
    const two = (most: number) => fc.nat(most).map((value) => String(value).padStart(2, '0'));
    const fraction = fc.constantFrom('', '.', '.5', '.123456', '.1234567', '.12345678x', '.999999999', '.1234567891');
    const zone = fc.constantFrom('', 'Z', ' UTC', '+00:00', '+02:00', '-0330', '+', 'X');
    const stamp = fc
      .tuple(fc.constantFrom('2024-05-10 00:', '2024-05-10T00:'), two(1), two(65), fraction, zone)
      .map(([date, minute, second, rest, offset]) => `${date}${minute}:${second}${rest}${offset}`);
    fc.assert(
      fc.property(fc.array(stamp, { maxLength: 12 }), (stamps) => {
        const inRow = timestampReader();
        expect(stamps.map(inRow)).toEqual(stamps.map((text) => parseTimestamp_us(text)));
      }),
      { numRuns: 400 },
    );
  });
});
