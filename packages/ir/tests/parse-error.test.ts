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
    [graph('  %1 flatten %0 : f32[N,1,1,1]'), 'expected "=", found "flatten %0 : f32[N,1" at 3:6'],
    [graph('  %1 = 7'), 'expected an operation, found "7\\n  return %0\\n)" at 3:8'],
    [graph('  %1 = relux %0 : f32[N,1,1,1]'), 'there is no operation relux at 3:8'],
    [graph('  %1 = toString %0 : f32[N,1,1,1]'), 'there is no operation toString at 3:8'],
    [graph('  %1 = flatten %2 : f32[N,1,1,1]'), '%2 is used before it is defined at 3:17'],
    [graph('  %0 = flatten %0 : f32[N,1,1,1]'), '%0 is defined a second time at 3:4'],
    [graph('  %1 = flatten %0 f32[N,1,1,1]'), 'expected ":", found'],
    [graph('  %1 = flatten %0 : f64[N]'), 'expected a type: f32, f16, i32, i8 and its shape, found "f64[N]'],
    [graph('  %1 = flatten %0 : f32[N,x]'), 'expected an extent, found "x]'],
    [graph('  %1 = dropout %0 {"rate":} : f32[N,1,1,1]'), '{"rate":} is not JSON at 3:19'],
    [graph('  %1 = dropout %0 {"rate":'), 'expected attributes, found "end of text" at 5:2'],
    [graph('  %1 = flatten %0 : f32[N,1,1,1] @ "a\\q"'), '"a\\q" is not JSON at 3:36'],
    [graph('  %1 = flatten %0 : f32[N,1,1,1] @ conv1'), 'expected a string, found "conv1'],
    [graph('  %1 = flatten %0 : f32[N,1,1,1] @ - "f":'), 'expected a line, found "return %0'],
    [
      graph('  %1 = map %0 {"of":"max(x0)"} : f32[N,1,1,1]'),
      'character 7 of "max(x0)": expected ",", found ")" at 3:15',
    ],
    [
      graph('  %1 = map %0 {"of":["x0","sin(x0)"]} : f32'),
      'expected an operand, a finite number or an operation, found "sin" at 3:15',
    ],
    [graph('  %1 = map %0 {"of":1} : f32[N,1,1,1]'), 'the expression 1 is not a text at 3:15'],
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
    [program('  kernel %k = mean reads(%x)'), 'expected ":", found "return %x'],
    [program('  kernel %k = mean reads(x) : f32'), 'expected "%", found "x) : f32'],
    [program('  kernel %k = mean reads(%x %y) : f32'), 'expected ")", found "%y) : f32'],
    [program('  kernel %k = means reads(%x) : f32[1,1,1]'), 'there is no core means at 2:15'],
    [program('  kernel %k = toString reads(%x) : f32[1,1,1]'), 'there is no core toString at 2:15'],
    [
      program('  kernel %k = mean reads(%x) : f32[1,1,1]', '    store writes(%y)', '    stow writes(%y)'),
      'after stow, found "writes(%y)',
    ],
    [
      program('  kernel %k = mean reads(%x) : f32[1,1,1]', '    map {"of":"add(x0, x1"}'),
      'character 11 of "add(x0, x1": expected ")", found its end at 3:9',
    ],
    [program('  kernel %k = vector results(%x) {"of":["1","x"],"count":1}'), 'found "x" at 2:34'],
    [program('  parameter "w" : f16[2]'), 'a parameter is given as f32, found f16 at 2:19'],
    [program('  kernel %k = mean reads(%x) : f16[1,1,1]'), 'a kernel computes in f32, found f16 at 2:32'],
    ['program %p (', 'expected a declaration, a kernel or return, found "end of text" at 1:13'],
  ])('%j', (text, message) => expect(failure(parseProgram, text)).toContain(message));
});
