import { max, multiply, multiplyAdd, operand, sigmoid } from '@resnet-compile/ir';
import { expectMap, ofSameShape } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';
import { scaleAndShift } from './scale-and-shift.ts';
import { meanOf, meanSquareOf, scaleBy, varianceOf } from './statistics.ts';

const [x0, x1, x2, x3] = [operand(0), operand(1), operand(2), operand(3)];

/** max(x·scale + β, τ) */
const thresholded = max(multiplyAdd(x0, x1, x2), x3);

/** x·sigmoid(v·x)·scale + β */
const gated = multiplyAdd(multiply(x0, sigmoid(multiply(x2, x0))), x1, x3);

export const filterResponseNorm: LayerRule<'filterResponseNorm'> = {
  build: ({ epsilon }, given, site) => {
    const x = expectMap(given);
    const [gamma, beta] = scaleAndShift(x, site);
    const tau = site.parameter('tau', [channelsOf(x)]);
    const scale = scaleBy(gamma, meanSquareOf(x, site), epsilon, site);
    return site.add('map', { of: thresholded }, [x, scale, beta, tau]);
  },
  mistaken: ofSameShape,
  behindMistake: (_, x) => expectMap(x),
};

export const evoNormS0: LayerRule<'evoNormS0'> = {
  build: ({ groups, epsilon }, given, site) => {
    const x = expectMap(given);
    const [gamma, beta] = scaleAndShift(x, site);
    const v = site.parameter('v', [channelsOf(x)], 1);
    const scale = scaleBy(gamma, varianceOf(x, meanOf(x, groups, site), groups, site), epsilon, site);
    return site.add('map', { of: gated }, [x, scale, v, beta]);
  },
  mistaken: ofSameShape,
  behindMistake: (_, x) => expectMap(x),
};
