import { trains } from '@resnet-compile/ir';
import { programs } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { buildPlan, emitJavaScript, emitWasm } from '../src/index.ts';
import { scheduleProgram } from './engine.ts';
import { expectReference } from './expect-reference.ts';
import { expectStepReference } from './expect-training-reference.ts';

const tools = await wabt();

/** To be read, and so by tiles of few registers. */
const small = { fused: true, tile: { pixels: 2, channels: 8 } } as const;

describe.each(programs)('the program %s', (name, program) => {
  const scheduled = scheduleProgram(program);
  const { shapes } = buildPlan(scheduled);

  it('as WebAssembly', () =>
    expect(
      tools
        .readWasm(emitWasm(shapes, small), { simd: true, relaxed_simd: true } as never)
        .toText({ foldExprs: true, inlineExport: true }),
    ).toMatchFileSnapshot(`golden/${name}.wat`));

  // There is no training step in plain JavaScript.
  if (!trains(program))
    it('as JavaScript', () =>
      expect(`export default ${emitJavaScript(shapes)};\n`).toMatchFileSnapshot(`golden/${name}.js.txt`));

  it('runs as the reference does', () =>
    trains(program) ? expectStepReference(scheduled) : expectReference(scheduled));
});
