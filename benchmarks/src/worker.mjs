/**
 * One contender in a process of its own: loads one network, then times calls on request. Answers each message with
 * one, and computes nothing in between.
 *
 * @typedef {object} Task
 * @property {string} network
 * @property {import('@resnet-compile/ir').Graph} graph
 * @property {ReadonlyMap<string, import('./fold-batch-norm.mjs').Tensor>} state
 * @property {readonly number[]} graphInput C×H×W
 * @property {Float32Array} images N×C×H×W
 * @property {number} batch
 * @property {number} threads
 * @typedef {() => Promise<Float32Array>} Predict
 * @typedef {(task: Task) => Promise<Predict>} LoadContender
 */
import { graphOf, inputOf, inputShape, stateOf } from './networks.mjs';

/** @type {Predict} */
let predict;
/** Of contenders on WebGPU: what they ask of the device. */
let takeCounts;

const answers = {
  async load({ contender, network, batch, threads }) {
    const { load } = await import(`./contenders/${contender}.mjs`);
    if (contender.endsWith('-webgpu')) ({ takeCounts } = await import('./webgpu/device.mjs'));
    const graph = graphOf(network);
    const state = stateOf(graph);
    const images = inputOf(graph, batch);
    const start = performance.now();
    predict = await load({ network, graph, state, graphInput: inputShape(graph), images, batch, threads });
    const loaded = performance.now();
    const logits = await predict();
    return { logits: Float32Array.from(logits), loadMilliseconds: loaded - start, firstMilliseconds: performance.now() - loaded };
  },
  /** At least so many calls, for at least so long: both JavaScript and WebAssembly are compiled for speed only when hot. */
  async warmUp({ calls, milliseconds }) {
    const start = performance.now();
    for (let call = 0; call < calls || performance.now() - start < milliseconds; call++) await predict();
    return {};
  },
  /** One untimed call, since the others' data is in the caches, and a timed one. */
  async time() {
    if (!takeCounts) await predict(); // seconds on a software device: no cache matters
    const cpu = process.cpuUsage();
    const start = performance.now();
    await predict();
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    return { milliseconds, cpuMilliseconds: (user + system) / 1000 };
  },
  async end() {
    takeCounts?.();
    if (takeCounts) await predict();
    return { peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024), ...(takeCounts ? { perCall: takeCounts() } : {}) };
  },
};

process.on('message', ({ kind, ...message }) => {
  answers[kind](message).then((answer) => process.send(answer), (error) => process.send({ error: error?.stack ?? String(error) }));
});
