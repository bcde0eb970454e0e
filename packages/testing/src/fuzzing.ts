import { Worker } from 'node:worker_threads';

/** What nobody may change: the names that everything has, and those of the process. */
const watched = [
  globalThis,
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Map.prototype,
  process.env,
];
const namesOfAll = (): string => watched.map((object) => Reflect.ownKeys(object).length).join();

/** Milliseconds of computing; a machine that is busy with other things takes longer. */
const longest = 2500;

/** Reads files that are nearly valid, and says what is wrong with how they are refused. */
export class Fuzzing {
  readonly #refusal: string;
  readonly #before = namesOfAll();
  // A file that never ends is named by a thread of its own.
  readonly #progress = new Int32Array(new SharedArrayBuffer(8));

  /** @param refusal the name of the errors by which files are refused */
  constructor(refusal: string) {
    this.#refusal = refusal;
    new Worker(
      `const { workerData: progress } = require('node:worker_threads');
       let last = -1;
       setInterval(() => {
         const at = Atomics.load(progress, 0);
         if (at === last) { require('node:fs').writeSync(2, 'fuzz: file ' + at + ' of subject ' + progress[1] + ' does not end\\n'); process.kill(process.pid, 'SIGKILL'); }
         last = at;
       }, ${longest * 24});`,
      { eval: true, workerData: this.#progress },
    ).unref();
  }

  /** What is wrong: another error, a message that is none, too long a time, something global that was changed; else undefined. */
  faultOf(read: () => unknown, subject = 0): string | undefined {
    Atomics.store(this.#progress, 1, subject);
    Atomics.add(this.#progress, 0, 1);
    const start = process.cpuUsage();
    let fault: string | undefined;
    try {
      read();
    } catch (error) {
      const { name, message, stack = '' } = error as Error;
      if (name !== this.#refusal)
        fault = `${name}: ${message.slice(0, 200)}${stack.slice(stack.indexOf('\n')).split('\n', 4).join('\n')}`;
      // oxlint-disable-next-line no-control-regex
      else if (/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/.test(message))
        fault = `a message with controls: ${JSON.stringify(message.slice(0, 300))}`;
      else if (message.length > mostCharacters)
        fault = `a message of ${message.length} characters: ${message.slice(0, 300)}`;
    }
    const { user } = process.cpuUsage(start);
    if (user / 1000 > longest) fault ??= `took ${Math.round(user / 1000)} ms`;
    if (namesOfAll() !== this.#before) fault ??= 'something global was changed';
    return fault;
  }
}

const mostCharacters = 5000;

/** Faults that differ in numbers alone are of one kind. */
export const kindOfFault = (fault: string): string => fault.slice(0, 60).replaceAll(/\d+/g, '0');
