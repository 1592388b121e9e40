/** Waking: at its time, for the earliest that was asked, and no more once closed. */
import { afterEach, expect, it } from 'vitest';
import { Alarm } from './alarm.js';
import { Pacer } from './pacer.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function readyAlarm(ring: () => void): Promise<Alarm> {
  const alarm = new Alarm(ring);
  closing.push(() => alarm.close());
  while (!alarm.isReady) await new Promise((resolve) => setTimeout(resolve, 1));
  return alarm;
}

it('an alarm rings after its time, setting after setting', async () => {
  let rang: () => void = () => undefined;
  const alarm = await readyAlarm(() => rang());
  for (const wait_ms of [3, 0, 0.4]) {
    const due_ms = performance.now() + wait_ms;
    const ringing = new Promise<void>((resolve) => {
      rang = () => performance.now() >= due_ms && resolve();
    });
    alarm.set(due_ms);
    await ringing;
  }
});

it('a later setting takes the place of one that has not rung', async () => {
  const rings: number[] = [];
  const alarm = await readyAlarm(() => rings.push(performance.now()));
  const far_ms = performance.now() + 3_600_000;
  alarm.set(far_ms);
  alarm.set(performance.now() + 1);
  while (rings.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(rings[0]).toBeLessThan(far_ms);
});

it('a pacer wakes for the earliest time, with and without its alarm', async () => {
  const asked_ms: number[] = [];
  let woken: (() => void) | undefined;
  const pacer = new Pacer(() => {
    if (performance.now() >= asked_ms[0]!) woken?.();
    else pacer.at(asked_ms[0]!);
  });
  closing.push(() => pacer.close());
  for (let turn = 0; turn < 30; turn++) {
    asked_ms[0] = performance.now() + 1.5;
    const waking = new Promise<void>((resolve) => {
      woken = resolve;
    });
    pacer.at(asked_ms[0] + 3_600_000);
    pacer.at(asked_ms[0]);
    await waking;
  }
});

it('a closed pacer does not wake', async () => {
  let woken = 0;
  const pacer = new Pacer(() => woken++);
  pacer.at(performance.now() + 1);
  pacer.close();
  pacer.at(performance.now() + 1);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(woken).toBe(0);
});
