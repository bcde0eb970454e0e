import { sequential, shared } from '@resnet-compile/dsl';
import { isSame, type Grow } from './grown.ts';

/** One that is there already, or another, twice behind itself where that fits. */
export const growShared: Grow = (growth, shape) => {
  const { random, known } = growth;
  const fitting = known.filter(({ from }) => isSame(from, shape));
  if (fitting.length && random.chance(0.5)) {
    const { layer, shape: left } = random.pick(fitting);
    return { layer, shape: left };
  }
  const inner = growth.grow({ ...growth, depth: 0, keepsSize: true }, shape);
  const layer = shared(inner.layer);
  known.push({ from: shape, layer, shape: inner.shape });
  const twice = isSame(inner.shape, shape) && random.chance(0.5);
  return { layer: twice ? sequential([layer, layer]) : layer, shape: inner.shape };
};
