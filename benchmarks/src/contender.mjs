import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { node } from './node.mjs';

const inference = new URL('worker.mjs', import.meta.url);
const root = new URL('../..', import.meta.url);

/** A contender's process, from this side. It runs only while a question is open, so that one computes at a time. */
export class Contender {
  #process;

  /** @param {string} name with `+flags` behind it where V8 gets `nodeFlags` */
  constructor(name, nodeFlags, worker = inference, execPath = node) {
    this.name = name;
    this.#process = fork(fileURLToPath(worker), {
      execPath,
      execArgv: name.endsWith('+flags') ? nodeFlags : [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  load(setting) {
    return this.#ask({ kind: 'load', contender: this.name.replace(/\+flags$/, ''), ...setting });
  }

  warmUp(calls, milliseconds) {
    return this.#ask({ kind: 'warmUp', calls, milliseconds });
  }

  /** Of a training step, the first one on so many images. */
  firstLoss(batch) {
    return this.#ask({ kind: 'firstLoss', batch });
  }

  time() {
    return this.#ask({ kind: 'time' });
  }

  async end() {
    const answer = await this.#ask({ kind: 'end' });
    this.stop();
    return answer;
  }

  stop() {
    this.#process.kill();
  }

  #ask(message) {
    return new Promise((resolve, reject) => {
      const settle = (then) => (value) => {
        this.#process.removeAllListeners('message').removeAllListeners('exit');
        then(value);
      };
      this.#process.once(
        'exit',
        settle((code) => reject(new Error(`${this.name} ended with ${code ?? 'a signal'}`))),
      );
      this.#process.once(
        'message',
        settle((answer) => (answer.error ? reject(new Error(withoutPaths(answer.error))) : resolve(answer))),
      );
      this.#process.send(message);
    });
  }
}

/** Results are committed: they say nothing of the folders of the machine. */
export const withoutPaths = (text) => text.replaceAll(root.href, '').replaceAll(fileURLToPath(root), '');
