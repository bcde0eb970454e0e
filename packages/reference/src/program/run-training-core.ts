import type { Kernel, TrainingCore, VectorOp } from '@resnet-compile/ir';
import { featureMap, subsampled, copyMap, viewed, type FeatureMap } from '../feature-map.ts';
import { batchMean, batchVariance, sumPerChannel } from '../training/batch-norm.ts';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  winogradInputGradient,
} from '../training/convolution-gradients.ts';
import { countCorrect, crossEntropy, crossEntropyGradient } from '../training/loss.ts';
import { averagePoolGradient, maxPoolGradient } from '../training/pool-gradients.ts';
import { zeros, type Values } from '../values.ts';

/** What a training core reads and writes besides its input. */
export interface TensorContext {
  readonly batch: number;
  readonly mapOf: (id: string) => FeatureMap;
  readonly tensor: (id: string) => Values;
  readonly setTensor: (id: string, values: Values) => void;
}

type CoreOf<Kind extends TrainingCore['kind']> = Extract<TrainingCore, { kind: Kind }>;
export type RunTrainingCore<Kind extends TrainingCore['kind']> = (
  core: CoreOf<Kind>,
  kernel: Kernel,
  context: TensorContext,
) => Values | undefined;

const whole = { stride: [1, 1], before: 0, after: 0 } as const;
const vector = (data: Float64Array): Values => ({ shape: [data.length], data });
const matrix = ({ shape, data }: Values): Values => ({ shape: shape.slice(0, 2), data });

/** The meaning of every core of a training step: its value, or undefined where it reduces to tensors. */
export const runTrainingCores: { readonly [Kind in TrainingCore['kind']]: RunTrainingCore<Kind> } = {
  input_gradient: (core, { shape, tile }, { batch, mapOf, tensor }) => {
    const { shape: filterShape, data } = tensor(core.weights);
    const filters = { shape: [...filterShape, 1, 1].slice(0, 4), data };
    const dy = viewed(mapOf(core.input), whole);
    return tile?.winograd
      ? winogradInputGradient(dy, filters, core, tile.winograd)
      : convolutionInputGradient(dy, filters, core, [batch, ...shape]);
  },
  filter_gradient: (core, _, { mapOf, setTensor }) => {
    const dw = convolutionFilterGradient(viewed(mapOf(core.input), whole), viewed(mapOf(core.source), whole), core);
    setTensor(core.result, dw);
    return undefined;
  },
  channel_statistics: (core, _, { mapOf, setTensor }) => {
    const x = viewed(mapOf(core.input), whole);
    const mean = batchMean(x);
    setTensor(core.mean, mean);
    setTensor(core.variance, batchVariance(x, mean));
    return undefined;
  },
  gradient_sums: (core, _, { mapOf, tensor, setTensor }) => {
    const dy = viewed(mapOf(core.input), whole);
    setTensor(
      core.sum,
      sumPerChannel(dy, (index) => dy.data[index]!),
    );
    if (core.centred) {
      const x = viewed(mapOf(core.centred.source), whole);
      const mean = tensor(core.centred.mean);
      setTensor(
        core.centred.product,
        sumPerChannel(dy, (index, c) => dy.data[index]! * (x.data[index]! - mean.data[c]!)),
      );
    }
    return undefined;
  },
  max_pool_gradient: (core, _, { mapOf }) =>
    maxPoolGradient(viewed(mapOf(core.input), whole), viewed(mapOf(core.source), whole), core),
  average_pool_gradient: (core, { shape }, { batch, mapOf }) =>
    averagePoolGradient(viewed(mapOf(core.input), whole), [batch, ...shape], core),
  spread: (core, { shape: [channels, height, width] }, { batch, mapOf }) =>
    averagePoolGradient(viewed(mapOf(core.input), whole), [batch, channels, height, width], {
      kernel: [height, width],
      stride: [1, 1],
      padding: [0, 0],
      countIncludePad: true,
    }),
  upsample: (core, { shape }, { batch, mapOf }) => {
    const result = zeros(batch, ...shape);
    copyMap(mapOf(core.input), subsampled(featureMap(result), core.stride));
    return result;
  },
  cross_entropy: (core, _, { mapOf, setTensor }) => {
    const logits = matrix(viewed(mapOf(core.input), whole));
    const targets = matrix(viewed(mapOf(core.targets), whole));
    setTensor(core.loss, crossEntropy(logits, targets, core.labelSmoothing));
    setTensor(core.correct, countCorrect(logits, targets));
    return crossEntropyGradient(logits, targets, core.labelSmoothing);
  },
  vector: (core, _, { batch, tensor, setTensor }) => {
    const inputs = core.inputs.map((id) => tensor(id).data);
    (vectorOps[core.op] as (op: VectorOp, inputs: readonly Float64Array[], batch: number) => readonly Float64Array[])(
      core,
      inputs,
      batch,
    ).forEach((result, index) => setTensor(core.results[index]!, vector(result)));
    return undefined;
  },
};

type RunVector<Op extends VectorOp['op']> = (
  op: Extract<VectorOp, { op: Op }>,
  inputs: readonly Float64Array[],
  batch: number,
) => readonly Float64Array[];

const vectorOps: { readonly [Op in VectorOp['op']]: RunVector<Op> } = {
  batch_norm_scale: ({ epsilon }, [gamma, variance]) => [
    gamma!.map((value, c) => value / Math.sqrt(variance![c]! + epsilon)),
  ],
  running_average: ({ momentum, unbiased, count }, [old, recent], batch) => {
    const factor = unbiased ? (batch * count) / (batch * count - 1) : 1;
    return [old!.map((value, c) => (1 - momentum) * value + momentum * recent![c]! * factor)];
  },
  scale_gradient: ({ epsilon }, [product, variance]) => [
    product!.map((value, c) => value / Math.sqrt(variance![c]! + epsilon)),
  ],
  batch_norm_gradient_factors: ({ epsilon, count }, [gamma, variance, product, sum], batch) => {
    const r = variance!.map((value) => 1 / Math.sqrt(value + epsilon));
    const a = gamma!.map((value, c) => value * r[c]!);
    const m = batch * count;
    return [
      a,
      a.map((value, c) => (-value * sum![c]!) / m),
      a.map((value, c) => (-value * r[c]! ** 2 * product![c]!) / m),
    ];
  },
};
