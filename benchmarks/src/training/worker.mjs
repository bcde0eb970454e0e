/**
 * One contender in a process of its own: loads the network, then makes training steps on request. Answers each message
 * with one, and computes nothing in between.
 */
import { batchOf, task as makeTask } from './task.mjs';

let task;
/** @type {import('./task.mjs').Trainer} */
let trainer;
let step;
/** Of contenders on WebGPU: what they ask of the device. */
let takeCounts;

const answers = {
  /** The first step proves that the contender can train. */
  async load({ contender, batch, network, threads }) {
    task = makeTask(network, threads);
    const [name, backend] = contender.split('-');
    const { load } = await import(`./contenders/${name}.mjs`);
    if (backend === 'webgpu') ({ takeCounts } = await import('../webgpu/device.mjs'));
    const start = performance.now();
    trainer = await load(task, backend);
    const loadMilliseconds = performance.now() - start;
    const loss = await trainer.firstLoss(batchOf(task, batch));
    step = await trainer.prepare(batchOf(task, batch));
    return { loss, loadMilliseconds };
  },
  async firstLoss({ batch }) {
    return { loss: await trainer.firstLoss(batchOf(task, batch)) };
  },
  async warmUp({ calls, milliseconds }) {
    const start = performance.now();
    for (let call = 0; call < calls || performance.now() - start < milliseconds; call++) await step();
    return {};
  },
  async time() {
    const before = await usage();
    const start = performance.now();
    await step();
    const milliseconds = performance.now() - start;
    return { milliseconds, cpuMilliseconds: (await usage()).cpuMilliseconds - before.cpuMilliseconds };
  },
  async end() {
    takeCounts?.();
    if (takeCounts) await step();
    return {
      peakMegabytes: Math.round((await usage()).peakMegabytes),
      ...(takeCounts ? { perCall: takeCounts() } : {}),
    };
  },
};

async function usage() {
  if (trainer.usage) return trainer.usage();
  const { user, system } = process.cpuUsage();
  return { cpuMilliseconds: (user + system) / 1000, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
}

process.on('message', ({ kind, ...message }) => {
  answers[kind](message).then(
    (answer) => process.send(answer),
    (error) => process.send({ error: error?.message ?? String(error) }),
  );
});
