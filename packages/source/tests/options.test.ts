import { expect, test } from 'vitest';
import { printDiagnostics, readModelFile } from '../src/index.ts';

test.each<readonly [unknown, string]>([
  [
    { timeOut: 3 },
    'readModelFile: there is no option "timeOut"; did you mean timeout? There are timeout, dslModules, onOutput',
  ],
  [{ timeout: '3' }, 'readModelFile: timeout is "3"; expected a number above 0'],
  [{ timeout: Infinity }, 'readModelFile: timeout is Infinity; expected a number above 0'],
  [{ onOutput: console }, 'readModelFile: onOutput is a console; expected a function'],
  [{ dslModules: 'dsl' }, 'readModelFile: dslModules is "dsl"; expected an object of paths by names'],
  [3, 'readModelFile: the options are 3; expected an object with timeout, dslModules, onOutput'],
  [null, 'readModelFile: the options are null; expected an object with timeout, dslModules, onOutput'],
])('readModelFile with %o', async (options, message) =>
  expect(readModelFile('model.ts', options as never)).rejects.toThrow(message),
);

test.each([undefined, '', 3, ['model.ts']])('readModelFile of %o', async (path) =>
  expect(readModelFile(path as never)).rejects.toThrow(/^readModelFile: the path is .+; expected a text$/),
);

test('printDiagnostics', () => {
  const print = (options: unknown) => (): unknown => printDiagnostics([], { text: () => '' }, options as never);
  expect(print({ color: true })).toThrow(
    'printDiagnostics: there is no option "color"; did you mean colour? There are colour',
  );
  expect(print({ colour: 'always' })).toThrow('printDiagnostics: colour is "always"; expected true or false');
  expect(print(true)).toThrow('printDiagnostics: the options are true; expected an object with colour');
  expect(print({ colour: undefined })()).toBe('');
});
