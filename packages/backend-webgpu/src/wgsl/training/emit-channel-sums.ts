import type { VectorOp } from '@resnet-compile/ir';
import { emitDeclarations, lines, u } from '../text.ts';
import { addAcross, emitMain, emitUniformSplit, workgroupSize } from './emit-parts.ts';

/** Sums over the batch and the map, per channel. Numbers are places among the tensors. */
export type ChannelSumsShape =
  | { readonly kind: 'channel_statistics'; readonly mean: number; readonly variance: number }
  /** `product`: of the gradient and a centred source, where there is one. */
  | { readonly kind: 'gradient_sums'; readonly sum: number; readonly product: number | null };

type WithoutCount<Op> = Op extends unknown ? Omit<Op, 'count'> : never;
/** Arithmetic on vectors of channels; inputs and results are places among the tensors. The count is the split's. */
export type VectorShape = WithoutCount<VectorOp> & {
  readonly inputs: readonly number[];
  readonly results: readonly number[];
};

/** The first four words of the uniform are the split. */
const at = (place: number): string => `tensors[places[${(place >> 2) + 1}].${'xyzw'[place % 4]} + c]`;

const places = (count: number): string => `<uniform> places: array<vec4u, ${Math.ceil(count / 4) + 1}>`;

/**
 * One part's sums for a vector of channels. Statistics are the part's own mean and Σ (x − mean)², with the first value
 * subtracted from all, so that nothing cancels where |mean| ≫ σ. With a `centred` source its mean is place 0. A part has every `parts`-th pixel: neighbours read
 * neighbours.
 */
export function emitPartialSums(kind: ChannelSumsShape['kind'], centred: boolean): string {
  const isStatistics = kind === 'channel_statistics';
  const rows = isStatistics || centred ? 2 : 1;
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      places(centred ? 1 : 0),
      ...(centred ? ['<storage, read> tensors: array<vec4f>'] : []),
      '<storage, read> b0: array<vec4f>',
      ...(centred ? ['<storage, read> b1: array<vec4f>'] : []),
      '<storage, read_write> scratch: array<vec4f>',
    ]),
    emitMain(
      emitUniformSplit,
      'let part = item / vectors;',
      'let c = item % vectors;',
      'if (part >= parts) { return; }',
      isStatistics ? 'let base = b0[part * vectors + c];' : '',
      centred ? `let base = ${at(0)};` : '',
      'var sum = vec4f();',
      'var product = vec4f();',
      'for (var p = part; p < units; p += parts) {',
      `let value = b0[p * vectors + c]${isStatistics ? ' - base' : ''};`,
      'sum += value;',
      isStatistics ? 'product += value * value;' : centred ? 'product += value * (b1[p * vectors + c] - base);' : '',
      '}',
      isStatistics
        ? [
            'let mean = sum / f32((units - part + parts - 1u) / parts);',
            'product = max(product - sum * mean, vec4f());',
            'sum = base + mean;',
          ]
        : [],
      `scratch[part * ${rows}u * vectors + c] = sum;`,
      rows === 2 ? 'scratch[(part * 2u + 1u) * vectors + c] = product;' : '',
    ),
  );
}

/**
 * Adds the parts up, a workgroup for each vector of channels, and does the arithmetic on vectors that follows. Parts of
 * statistics are merged as Chan et al. 1979 do: Σ (x − mean)² is that of the parts, and of their means.
 */
export function emitMergedSums(shape: ChannelSumsShape, tail: readonly VectorShape[], count: number): string {
  const rows = shape.kind === 'channel_statistics' || shape.product !== null ? 2 : 1;
  const part = (row: number): string => `scratch[(part * ${rows}u + ${row}u) * vectors + c]`;
  const eachPart = (body: string): readonly string[] => [
    `for (var part = lane; part < parts; part += ${u(workgroupSize)}) {`,
    body,
    '}',
  ];
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      places(count),
      '<storage, read_write> tensors: array<vec4f>',
      '<storage, read> scratch: array<vec4f>',
    ]),
    addAcross('total', 'vec4f'),
    rows === 2 ? addAcross('totalProduct', 'vec4f') : '',
    emitMain(
      'let c = group;',
      emitUniformSplit,
      'if (c >= vectors) { return; }',
      'var sum = vec4f();',
      'var product = vec4f();',
      ...(shape.kind === 'channel_statistics'
        ? [
            'let base = scratch[c];',
            ...eachPart(`sum += f32((units - part + parts - 1u) / parts) * (${part(0)} - base);`),
            'let mean = base + total(lane, sum) / f32(units);',
            ...eachPart(
              lines(
                `let off = ${part(0)} - mean;`,
                `product += ${part(1)} + f32((units - part + parts - 1u) / parts) * off * off;`,
              ),
            ),
            'let variance = totalProduct(lane, product) / f32(units);',
            'if (lane != 0u) { return; }',
            `${at(shape.mean)} = mean;`,
            `${at(shape.variance)} = variance;`,
          ]
        : [
            ...eachPart(lines(`sum += ${part(0)};`, shape.product === null ? '' : `product += ${part(1)};`)),
            'let sums = total(lane, sum);',
            shape.product === null ? '' : 'let products = totalProduct(lane, product);',
            'if (lane != 0u) { return; }',
            `${at(shape.sum)} = sums;`,
            shape.product === null ? '' : `${at(shape.product)} = products;`,
          ]),
      tail.map(emitVector),
    ),
  );
}

/** Arithmetic on vectors of channels by itself. */
export const emitVectors = (tail: readonly VectorShape[], count: number): string =>
  lines(
    emitDeclarations(['<uniform> batch: vec4u', places(count), '<storage, read_write> tensors: array<vec4f>']),
    emitMain('_ = batch.x;', 'let c = item;', 'if (c >= places[0].x) { return; }', tail.map(emitVector)),
  );

const float = (value: number): string => {
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
};

/** See `VectorOp` in the kernel language. */
function emitVector(shape: VectorShape): string {
  const [a, b, c, d] = shape.inputs.map(at) as [string, string, string, string];
  const [x, y, z] = shape.results.map(at) as [string, string, string];
  switch (shape.op) {
    case 'batch_norm_scale':
    case 'scale_gradient':
      return `${x} = ${a} / sqrt(${b} + ${float(shape.epsilon)});`;
    case 'running_average':
      return lines(
        '{',
        'let count = f32(batch.x * places[0].y);',
        `${x} = ${float(1 - shape.momentum)} * ${a} + ${float(shape.momentum)}${shape.unbiased ? ' * (count / (count - 1f))' : ''} * ${b};`,
        '}',
      );
    case 'batch_norm_gradient_factors':
      return lines(
        '{',
        'let count = f32(batch.x * places[0].y);',
        `let r = 1f / sqrt(${b} + ${float(shape.epsilon)});`,
        `let factor = ${a} * r;`,
        `${x} = factor;`,
        `${y} = -factor * ${d} / count;`,
        `${z} = -factor * r * r * ${c} / count;`,
        '}',
      );
  }
}
