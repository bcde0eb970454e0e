import { describeShape, pointwise, ShapeError } from '@resnet-compile/ir';
import { expectMap, ofSameShape } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';

export const normalize: LayerRule<'normalize'> = {
  build: ({ mean, std }, x, { add, constant }) => {
    if (mean.length !== channelsOf(x)) {
      throw new ShapeError(
        `normalize is for ${mean.length} channels, its input is ${describeShape(x.type.shape)}`,
        'give it one mean and one standard deviation per channel',
      );
    }
    const scale = constant(std.map((each) => 1 / each));
    const shift = constant(std.map((each, channel) => -(mean[channel] ?? 0) / each));
    return add('map', { of: pointwise.affine }, [x, scale, shift]);
  },
  mistaken: ofSameShape,
  behindMistake: (_, x) => expectMap(x),
};
