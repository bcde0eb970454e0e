/** A contender in a process of its own. Answers each message with one, and computes nothing in between. */
import { readFile } from 'node:fs/promises';
import { loadContender } from './calls.mjs';

/** @type {import('./calls.mjs').Calls} */
let calls;
/** Of contenders on WebGPU: what they ask of the device. */
let takeCounts;

const answers = {
  async load({ contender, ...setting }) {
    if (contender.endsWith('-webgpu')) ({ takeCounts } = await import('./webgpu/device.mjs'));
    const { calls: loaded, ...answer } = await loadContender({
      contender,
      ...setting,
      read: (url) => readFile(new URL(url)),
    });
    calls = loaded;
    return answer;
  },
  async warmUp({ calls: count, milliseconds }) {
    await calls.warmUp(count, milliseconds);
    return {};
  },
  async time() {
    if (!takeCounts) await calls.refresh(); // seconds on a software device: no cache matters
    const cpu = process.cpuUsage();
    const milliseconds = await calls.time();
    const { user, system } = process.cpuUsage(cpu);
    return { milliseconds, cpuMilliseconds: (user + system) / 1000 };
  },
  async end() {
    takeCounts?.();
    if (takeCounts) await calls.time();
    return {
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
      ...(takeCounts ? { perCall: takeCounts() } : {}),
    };
  },
};

process.on('message', ({ kind, ...message }) => {
  answers[kind](message).then(
    (answer) => process.send(answer),
    (error) => process.send({ error: error?.stack ?? String(error) }),
  );
});
