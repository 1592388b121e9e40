import { describe, expect, it } from 'vitest';
import { daily, line, noise, noisyDays } from '../../testing/index.js';
import { fitProphet } from './fit.js';

const STEP_S = 10_800;

describe('a trend', () => {
  it('of none is the value itself', () => {
    const curve = fitProphet([0, 60, 120], [7, 7, 7]);
    expect([curve(-1000), curve(60), curve(1e6)]).toEqual([7, 7, 7]);
  });

  it('of a line goes on, and back', () => {
    const curve = fitProphet(line(12, 1000, 60), line(12, 50, 5));
    for (const steps of [-2, 0, 5.5, 11, 14]) expect(curve(1000 + 60 * steps)).toBeCloseTo(50 + 5 * steps, 0);
  });

  it('may fall, and through 0', () => {
    const curve = fitProphet(line(12, 0, 60), line(12, 20, -4));
    expect(curve(60 * 14)).toBeCloseTo(20 - 4 * 14, 0);
  });

  it('bends where the series has bent, in its first four fifths', () => {
    const values = [...line(10, 100, 0), ...line(15, 100, 10)];
    const curve = fitProphet(line(25, 0, 60), values);
    const slope = curve(60 * 30) - curve(60 * 29);
    expect(slope).toBeGreaterThan(8);
    expect(slope).toBeLessThan(11);
    expect(Math.abs(curve(60 * 5) - 100)).toBeLessThan(6);
  });

  it('is stiff: a single spike hardly moves it', () => {
    const values = line(20, 100, 0).map((value, i) => (i === 10 ? 160 : value));
    expect(Math.abs(fitProphet(line(20, 0, 60), values)(60 * 20) - 100)).toBeLessThan(12);
  });

  it('is the same in any unit of the values', () => {
    const values = [3, 5, 4, 8, 6, 9, 7, 11];
    const times_s = line(8, 0, 60);
    const [once, thousand] = [1, 1024].map((unit) =>
      fitProphet(
        times_s,
        values.map((value) => unit * value),
      )(600),
    );
    expect(thousand! / 1024).toBeCloseTo(once!, 9);
  });

  it('is the same from any point of time, and for any step, without seasons', () => {
    const values = [3, 5, 4, 8, 6, 9, 7, 11];
    const early = fitProphet(line(8, 0, 1), values)(9);
    expect(fitProphet(line(8, 0, 60), values)(540)).toBeCloseTo(early, 6);
    expect(fitProphet(line(8, 7200, 1), values)(7209)).toBeCloseTo(early, 6);
  });
});

describe('a season', () => {
  const fitted = (count: number, start_s = 0) =>
    fitProphet(line(count, start_s, STEP_S), noisyDays(count, STEP_S, start_s));

  it('of a day is found once the history spans two', () => {
    const error = (count: number) => {
      const curve = fitted(count);
      return Math.max(...line(8, count, 1).map((i) => Math.abs(curve(STEP_S * i) - daily(STEP_S * i))));
    };
    expect(error(17)).toBeLessThan(15);
    expect(error(16)).toBeGreaterThan(30);
  });

  it('has the phase of the clock, not of the first value', () => {
    const curve = fitted(17, 18_000);
    for (const steps of [17, 19, 21, 23]) {
      const time_s = 18_000 + STEP_S * steps;
      expect(Math.abs(curve(time_s) - daily(time_s))).toBeLessThan(15);
    }
  });

  it('is none where the values are a day apart', () => {
    // the same moment of every day: the season cannot show, and must not be guessed
    const values = [10, 12, 11, 13, 12, 14];
    const curve = fitProphet(line(6, 0, 86_400), values);
    expect(curve(5.5 * 86_400)).toBeGreaterThan(curve(5 * 86_400) - 1);
    expect(Math.abs(curve(5.5 * 86_400) - 14)).toBeLessThan(2);
  });

  it('of a week is found once the history spans two', () => {
    const week = noise(15, 6).map((error, i) => 100 + (i % 7 >= 5 ? -60 : 20) + 3 * error);
    const curve = fitProphet(line(15, 0, 86_400), week);
    expect(curve(19 * 86_400)).toBeLessThan(75);
    expect(curve(16 * 86_400)).toBeGreaterThan(90);
  });
});

it('is made of two values', () => {
  const curve = fitProphet([0, 60], [10, 20]);
  expect(curve(0)).toBeCloseTo(10, 0);
  expect(curve(60)).toBeCloseTo(20, 0);
});
