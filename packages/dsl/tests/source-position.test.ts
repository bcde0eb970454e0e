import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { batchNorm, cifarResnet, conv, resnet, sequential, silu, squeezeExcitation, type Layer } from '../src/index.ts';
import { callerPosition, type SourcePosition } from '../src/source-position.ts';

const lines = readFileSync(new URL(import.meta.url), 'utf8').split('\n');
afterEach(() => vi.unstubAllGlobals());

test("every value knows the call that made it, in the user's file", () => {
  for (const [call, { position }] of [
    ['conv(8)', conv(8)],
    ['resnet(', resnet({ stages: [1] })],
    ['cifarResnet(20)', cifarResnet(20)],
    ['cifarResnet(21)', cifarResnet(21).problems[0]!],
    ['sequential(', sequential([])],
    ['conv(0)', conv(0).problems[0]!],
  ] as const) {
    expect(position!.file).toContain('source-position.test.ts');
    expect(lines[position!.line - 1]).toContain(call);
  }
  const { body } = resnet({ stages: [1] });
  expect(body.position!.file).toContain('source-position.test.ts');
});

test("within resnet(), what a function of the user's makes stands in that function", () => {
  const positions: unknown[] = [];
  const kept = (layer: Layer): Layer => {
    positions.push(layer.position);
    return layer;
  };
  const inFunctions = {
    norm: () => kept(batchNorm()), // of norm
    activation: () => kept(silu()), // of activation
    attention: (channels: number) => kept(squeezeExcitation(channels)), // of attention
  };
  resnet({ stages: [1], ...inFunctions });
  resnet({ stages: [1], block: () => kept(conv(64)) }); // of block
  const texts = positions.map((position) => lines[(position as SourcePosition).line - 1]?.split('// of ')[1]);
  expect(new Set(texts)).toEqual(new Set(['norm', 'activation', 'attention', 'block']));
  const after = conv(8); // after
  expect(lines[(after.position?.line ?? 0) - 1]).toContain('// after');
});

test('the limit of stack traces is left as it was', () => {
  const before = Error.stackTraceLimit;
  conv(8);
  expect(Error.stackTraceLimit).toBe(before);
});

test.each([
  ['    at file:///home/me/model.ts:3:16', 'file:///home/me/model.ts'],
  ['    at async file:///home/me/a%20(1)/model.ts:3:16', 'file:///home/me/a%20(1)/model.ts'],
  ['    at block (file:///home/me/model.ts:3:16)', 'file:///home/me/model.ts'],
  ['    at block (/home/me/my models (1)/model.ts:3:16)', '/home/me/my models (1)/model.ts'],
  [String.raw`    at block (C:\my models\model.ts:3:16)`, String.raw`C:\my models\model.ts`],
  ['block@https://example.com/model.js:3:16', undefined],
  ['    at node:internal/modules/esm/loader:3:16', undefined],
])('%s', (frame, file) => {
  vi.stubGlobal(
    'Error',
    class {
      stack = `Error: position\n    at new Promise (<anonymous>)\n${frame}`;
    },
  );
  expect(callerPosition()).toEqual(file === undefined ? undefined : { file, line: 3, column: 16 });
});

test('hosts without stack traces', () => {
  vi.stubGlobal(
    'Error',
    class {
      stack = undefined;
    },
  );
  expect(callerPosition()).toBeUndefined();
  expect('position' in conv(8)).toBe(false);
});
