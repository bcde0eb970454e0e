import { workgroupSize } from '@resnet-compile/plan/webgpu';
import { itemOf } from '@resnet-compile/ir';
import { vectorsOf, type CoreShapeOf, type KernelShape } from '../kernel-shape.ts';
import { emitScalars } from './emit-scalar.ts';
import { loadVector } from './load-vector.ts';
import { loadViewed } from './load-viewed.ts';
import { lines, repeat, u, value } from './text.ts';

type Mean = CoreShapeOf<'mean'>;
const result = value(0, 0);

const mapOf = ({ reads }: Mean): readonly [number, number] => itemOf(reads, 0).map;

/** Pixels from which on a workgroup sums up a map: one invocation would wait for as many loads in turn. */
const largeMap = 128;
export const isLarge = (core: Mean): boolean => mapOf(core)[0] * mapOf(core)[1] >= largeMap;

/** Neighbouring invocations of a workgroup read as many neighbouring vectors: whole lines of memory. */
export const vectorsTogether = (channels: number): number =>
  [4, 2].find((count) => vectorsOf(channels) % count === 0) ?? 1;

/** Declares what the expression makes of pixel `p1` of image `n0`. */
function emitSummand(core: Mean, shape: KernelShape, into: string): string {
  const { reads, attributes, tensors = [] } = core;
  const { lets, values } = emitScalars([attributes.of], { operand: (index) => `operand${index}` });
  return lines(
    reads.map((read, index) => loadViewed(read, { pixel: 1, vector: 'c', name: `operand${index}` })),
    tensors.map(
      (place, index) => `let operand${reads.length + index} = ${loadVector(shape, place, { v: 0, vector: 'c' })};`,
    ),
    lets,
    `${into} += ${values[0]};`,
  );
}

/** Row by row, since the error of a sum grows with its length. */
export function emitMean(core: Mean, shape: KernelShape): string {
  const [height, width] = mapOf(core);
  return lines(
    'let n1 = n0;',
    repeat(
      'y1',
      height,
      lines(
        'var row = vec4f();',
        repeat(
          'x1',
          width,
          lines(`let p1 = (n1 * ${u(height)} + y1) * ${u(width)} + x1;`, emitSummand(core, shape, 'row')),
        ),
        `${result} += row;`,
      ),
    ),
    `${result} /= ${height * width}f;`,
  );
}

export const meanMemory = `var<workgroup> parts: array<vec4f, ${workgroupSize}>;`;

/**
 * A workgroup for a few neighbouring vectors of an image: each invocation has every so many-th pixel, and the first ones add
 * up what the others have, in their order.
 */
export function emitWorkgroupMean(core: Mean, shape: KernelShape): string {
  const [height, width] = mapOf(core);
  const together = vectorsTogether(shape.channels);
  const blocks = vectorsOf(shape.channels) / together;
  const pixels = height * width;
  const stride = workgroupSize / together;
  return lines(
    'let group = workgroup.y * workgroups.x + workgroup.x;',
    `let n0 = group / ${u(blocks)};`,
    'if (n0 >= batch.x) { return; }',
    `let c = group % ${u(blocks)} * ${u(together)} + lane % ${u(together)};`,
    'let p0 = n0;',
    'let y0 = 0u;',
    'let x0 = 0u;',
    'let n1 = n0;',
    'var part = vec4f();',
    `for (var pixel = lane / ${u(together)}; pixel < ${u(pixels)}; pixel += ${u(stride)}) {`,
    `let p1 = n1 * ${u(pixels)} + pixel;`,
    `let y1 = pixel / ${u(width)};`,
    `let x1 = pixel % ${u(width)};`,
    emitSummand(core, shape, 'part'),
    '}',
    'parts[lane] = part;',
    'workgroupBarrier();',
    `if (lane >= ${u(together)}) { return; }`,
    `var ${result} = vec4f();`,
    `for (var other = lane; other < ${u(workgroupSize)}; other += ${u(together)}) { ${result} += parts[other]; }`,
    `${result} /= ${pixels}f;`,
  );
}
