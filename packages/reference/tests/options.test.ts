import { expect, test } from 'vitest';
import { evaluateGraph, runWholeProgram } from '../src/index.ts';

test.each<readonly [string, (options: never) => unknown, string]>([
  ['evaluateGraph', (options) => evaluateGraph({} as never, {} as never, options), 'release'],
  ['runWholeProgram', (options) => runWholeProgram({} as never, {} as never, options), 'placed'],
])('%s', (call, run, option) => {
  expect(() => run({ nonsense: 1 } as never)).toThrow(`${call}: there is no option "nonsense"; there are ${option}`);
  expect(() => run({ [option]: 1 } as never)).toThrow(`${call}: ${option} is 1; expected true or false`);
  expect(() => run(true as never)).toThrow(`${call}: the options are true; expected an object with ${option}`);
});
