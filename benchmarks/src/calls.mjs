/**
 * A contender's calls and their times, in Node and in pages alike.
 *
 * @typedef {object} Task
 * @property {string} network
 * @property {number} batch
 * @property {number} threads
 * @property {Record<keyof ReturnType<typeof import('./files.mjs').filesOf>, string>} files their URLs
 * @property {(url: string) => Promise<Uint8Array>} read
 * @property {Float32Array} images N×C×H×W
 * @typedef {() => Promise<Float32Array>} Predict
 * @typedef {(task: Task) => Promise<Predict>} LoadContender
 */

/** Above that, others' data in the caches are less than 2 % of a call. */
const long = 500;

/**
 * Loads a contender and calls it once.
 * @param {Omit<Task, 'images'> & { contender: string }} setting
 */
export async function loadContender({ contender, ...setting }) {
  const { load } = await import(`./contenders/${contender}.mjs`);
  const bytes = await setting.read(setting.files.images);
  const images = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const start = performance.now();
  const predict = await load({ ...setting, images });
  const loaded = performance.now();
  const logits = Float32Array.from(await predict());
  return {
    logits,
    loadMilliseconds: loaded - start,
    firstMilliseconds: performance.now() - loaded,
    calls: new Calls(predict),
  };
}

export class Calls {
  #predict;
  #last = 0;

  /** @param {Predict} predict */
  constructor(predict) {
    this.#predict = predict;
  }

  /** Milliseconds of one call. */
  async time() {
    const start = performance.now();
    await this.#predict();
    return (this.#last = performance.now() - start);
  }

  /** At least so many calls, for at least so long: both JavaScript and WebAssembly are compiled for speed only when hot. */
  async warmUp(calls, milliseconds) {
    const start = performance.now();
    for (let call = 0; call < calls || performance.now() - start < milliseconds; call++) await this.time();
  }

  /** An untimed call, since the others' data is in the caches, unless it would take long. */
  async refresh() {
    if (this.#last < long) await this.time();
  }
}
