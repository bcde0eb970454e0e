import { describe, expect, test } from 'vitest';
import { fitsPattern, meantBy } from '../src/index.ts';

describe('fitsPattern', () => {
  test.each([
    ['fc.weight', 'fc.*', true],
    ['fc.weight', 'fc', false],
    ['fc', 'fc.*', false],
    ['fc2.weight', 'fc.*', false],
    ['layer1.0.bn1.weight', '*.bn?.weight', true],
    ['layer1.0.bn1.weight', 'layer1*weight', true],
    ['layer1.0.bn1.weight', 'layer1.*.*.bias', false],
    ['aab', '*ab', true],
    ['a', '**', true],
    ['', '*', true],
    ['', '?', false],
    ['a.b', 'a?b', true],
    ['a+b', 'a+b', true],
    ['aab', 'a+b', false],
    ['\n', '*', true],
    ['__proto__.weight', '__proto__.*', true],
  ])('%j %j: %s', (name, pattern, fits) => expect(fitsPattern(name, pattern)).toBe(fits));

  test('many stars and long names take no time to speak of', () => {
    const before = performance.now();
    expect(fitsPattern('a'.repeat(10_000), `${'a*'.repeat(50)}b`)).toBe(false);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

test('a pattern that means nothing is refused', () => {
  const names = ['conv1.weight', 'fc.weight', 'fc.bias'];
  expect(names.filter(meantBy('ignore', ['fc.*', 'conv1.weight'], names))).toEqual(names);
  expect(names.filter(meantBy('ignore', [], names))).toEqual([]);
  expect(() => meantBy('ignore', ['fc.*', 'fd.*'], names)).toThrow(
    new RangeError('ignore "fd.*" fits none of the 3 names; did you mean "fc.*"? They begin with conv1, fc'),
  );
  expect(() => meantBy('ignore', ['x'], ['module.conv1.weight', 'module.fc.weight', 'module.fc.bias'])).toThrow(
    new RangeError('ignore "x" fits none of the 3 names; they begin with module.conv1, module.fc'),
  );
  expect(() => meantBy('ignore', ['criterion.\x1b'], names)).toThrow(
    new RangeError('ignore "criterion.\\u001b" fits none of the 3 names; they begin with conv1, fc'),
  );
});
