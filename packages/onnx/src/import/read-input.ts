import { shown, shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';
import type { GraphProto, ValueInfoProto } from '../file/messages.ts';
import { tensorTypeName } from '../file/tensor-types.ts';
import { anyBatch } from './batch.ts';
import { isFloatType } from './read-tensor.ts';
import type { Shape } from './tensor.ts';

/** Sizes of images beyond these are a damaged file's. */
const largest = 2 ** 16;

export interface ImageInput {
  readonly name: string;
  /** [images, channels, height, width]. */
  readonly shape: Shape;
  /** [channels, height, width]. */
  readonly image: readonly [number, number, number];
  /** Whether the file has images as [images, height, width, channels], and exchanges the axes first of all. */
  readonly isChannelsLast: boolean;
}

/**
 * The images that a file takes: its one input that is no initializer.
 *
 * @param wanted their channels, height and width, where the file leaves some of them free
 * @throws {OnnxError} where there are several, or they are no images
 */
export function readInput({ input, initializer, node }: GraphProto, wanted: readonly number[] | undefined): ImageInput {
  const given = new Set(initializer.map(({ name }) => name));
  const inputs = input.filter(({ name }) => !given.has(name));
  const [images] = inputs;
  if (!images || inputs.length > 1)
    throw new OnnxError(
      images
        ? `it takes ${inputs.length} inputs: ${inputs
            .slice(0, 10)
            .map(({ name }) => shownName(name))
            .join(
              ', ',
            )}; expected one, images. Give the weights as initializers (export_params=True), and make of a network with several inputs one that has the others as constants`
        : 'it takes no input; expected images',
    );
  const dims = dimsOf(images);
  const users = node.filter(({ input: of }) => of.includes(images.name));
  const isChannelsLast =
    users.length > 0 &&
    users.every(
      ({ opType, attribute }) =>
        opType === 'Transpose' && attribute.some(({ name, ints }) => name === 'perm' && String(ints) === '0,3,1,2'),
    );
  const order = isChannelsLast ? [3, 1, 2] : [1, 2, 3];
  const own = order.map((axis) => dims[axis] ?? NaN);
  const differs = wanted?.some((extent, axis) => !Number.isNaN(own[axis]) && own[axis] !== extent);
  const sizes = own.map((extent, axis) => (Number.isNaN(extent) ? (wanted?.[axis] ?? NaN) : extent));
  const [channels = NaN, height = NaN, width = NaN] = sizes;
  const found = own.map((extent) => (Number.isNaN(extent) ? '?' : extent)).join(',');
  if (differs)
    throw new OnnxError(
      `its images are ${found} (channels, height, width); the input that is asked for is ${shown(wanted)}`,
    );
  if (sizes.some((extent) => Number.isNaN(extent)))
    throw new OnnxError(
      `its images, ${shownName(images.name)}, are ${found} (channels, height, width), of any size; say one, --input ${sizes.map((extent, axis) => (Number.isNaN(extent) ? (axis ? 224 : 3) : extent)).join(',')}`,
    );
  if (!sizes.every((extent) => Number.isSafeInteger(extent) && extent > 0 && extent <= largest))
    throw new OnnxError(`its images are ${found} (channels, height, width); expected integers of at most ${largest}`);
  const batch = dims[0] ?? NaN;
  const count = Number.isNaN(batch) ? anyBatch : batch;
  return {
    name: images.name,
    shape: [count, channels, height, width],
    image: [channels, height, width],
    isChannelsLast,
  };
}

/** The extents of a value, NaN where they are free. */
function dimsOf({ name, type }: ValueInfoProto): readonly number[] {
  const tensor = type?.tensorType;
  if (!tensor) throw new OnnxError(`its input ${shownName(name)} is no tensor; expected images, N×C×H×W`);
  if (!isFloatType(tensor.elemType))
    throw new OnnxError(`its images, ${shownName(name)}, are ${tensorTypeName(tensor.elemType)}; expected floats`);
  const dims = (tensor.shape?.dim ?? []).map(({ dimValue }) =>
    dimValue !== undefined && dimValue > 0 ? dimValue : NaN,
  );
  if (tensor.shape && dims.length !== 4)
    throw new OnnxError(`its input ${shownName(name)} has ${dims.length} axes; expected images, N×C×H×W`);
  return dims;
}
