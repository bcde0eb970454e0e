import { describe, expect, it } from 'vitest';
import { ParseError, parseGraph, parseProgram } from '../src/index.ts';

const graph = (...lines: readonly string[]): string =>
  ['graph %g (', '  %0 = input : f32[N,1,1,1]', ...lines, '  return %0', ')'].join('\n');
const program = (...lines: readonly string[]): string => ['program %p (', ...lines, '  return %x', ')'].join('\n');

function failure(parse: (text: string) => unknown, text: string): string {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return (error as Error).message;
  }
  return 'parses';
}

describe('parseGraph says what it expected, what it found and where', () => {
  it.each<readonly [string, string]>([
    ['', 'expected "graph", found "end of text" at 1:1'],
    ['graf', 'expected "graph", found "graf" at 1:1'],
    ['graph %g', 'expected "(", found "end of text" at 1:9'],
    [graph('  %1 relu %0 : f32[N,1,1,1]'), 'expected "=", found "relu %0 : f32[N,1,1," at 3:6'],
    [graph('  %1 = 7'), 'expected an operation, found "7\\n  return %0\\n)" at 3:8'],
    [graph('  %1 = relux %0 : f32[N,1,1,1]'), 'there is no operation relux at 3:8'],
    [graph('  %1 = toString %0 : f32[N,1,1,1]'), 'there is no operation toString at 3:8'],
    [graph('  %1 = relu %2 : f32[N,1,1,1]'), '%2 is used before it is defined at 3:14'],
    [graph('  %0 = relu %0 : f32[N,1,1,1]'), '%0 is defined a second time at 3:4'],
    [graph('  %1 = relu %0 f32[N,1,1,1]'), 'expected ":", found'],
    [graph('  %1 = relu %0 : f16[N]'), 'expected "f32[", found "f16[N]'],
    [graph('  %1 = relu %0 : f32[N,x]'), 'expected an extent, found "x]'],
    [graph('  %1 = dropout %0 {"rate":} : f32[N,1,1,1]'), '{"rate":} is not JSON at 3:19'],
    [graph('  %1 = dropout %0 {"rate":'), 'expected attributes, found "end of text" at 5:2'],
    [graph('  %1 = relu %0 : f32[N,1,1,1] @ "a\\q"'), '"a\\q" is not JSON at 3:33'],
    [graph('  %1 = relu %0 : f32[N,1,1,1] @ conv1'), 'expected a string, found "conv1'],
    [graph('  %1 = relu %0 : f32[N,1,1,1] @ - "f":'), 'expected a line, found "return %0'],
    [`${graph()}x`, 'expected the end, found "x" at 4:2'],
  ])('%j', (text, message) => expect(failure(parseGraph, text)).toContain(message));
});

describe('parseProgram', () => {
  it.each<readonly [string, string]>([
    ['program %p for 3 (', 'expected a target, found "3 (" at 1:16'],
    [
      program('  activity %x : f32[1,1,1]'),
      'expected a declaration, a kernel or return after activity, found "%x : f32[1,1,1]',
    ],
    [program('  activation x'), 'expected "%", found "x'],
    [program('  kernel %k = mean %x'), 'expected ":", found "return %x'],
    [program('  kernel %k = mean %x : f32[1,1,1]', '    store %y', '    stow %y'), 'after stow, found "%y'],
    ['program %p (', 'expected a declaration, a kernel or return, found "end of text" at 1:13'],
  ])('%j', (text, message) => expect(failure(parseProgram, text)).toContain(message));
});
