import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EXIT } from '../exit-codes.js';
import { untilInterrupted } from './until-interrupted.js';

let told = '';
let listeners: Record<string, number>;
const heard = () => ({ SIGINT: process.listenerCount('SIGINT'), SIGTERM: process.listenerCount('SIGTERM') });

beforeEach(() => {
  told = '';
  listeners = heard();
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  expect(heard()).toEqual(listeners); // Ctrl-C has its usual meaning back
});

it('work that ends by itself leaves exit code and terminal alone', async () => {
  await untilInterrupted('runs/x', async (signal) => expect(signal.aborted).toBe(false));
  expect(process.exitCode).toBeUndefined();
  expect(told).toBe('');
});

it.each(['SIGINT', 'SIGTERM'] as const)('%s ends the work, and the terminal says where it goes on', async (name) => {
  await untilInterrupted('runs/x', async (signal) => {
    process.emit(name, name);
    signal.throwIfAborted();
  });
  expect(process.exitCode).toBe(EXIT.interrupted);
  expect(told).toBe('interrupted; what has run is in runs/x, the same command goes on from there\n');
});

it('work that has ended in spite of a signal is done', async () => {
  await untilInterrupted('runs/x', async () => {
    process.emit('SIGINT', 'SIGINT');
  });
  expect(process.exitCode).toBeUndefined();
  expect(told).toBe('');
});

it('a failure of its own is no interrupt', async () => {
  const failure = new Error('disk full');
  await expect(untilInterrupted('runs/x', () => Promise.reject(failure))).rejects.toBe(failure);
  expect(process.exitCode).toBeUndefined();
  expect(told).toBe('');
});
