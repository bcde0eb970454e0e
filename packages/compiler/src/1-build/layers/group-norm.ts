import { pointwise } from '@resnet-compile/ir';
import { ofSameShape } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';
import { scaleAndShift } from './scale-and-shift.ts';
import { meanOf, scaleBy, varianceOf } from './statistics.ts';

export const groupNorm: LayerRule<'groupNorm'> = {
  build: ({ groups: declared, epsilon }, given, site) => {
    const { add } = site;
    // A row is a map of one pixel.
    const isRow = given.type.shape.length === 2;
    const x = isRow ? add('unflatten', {}, [given]) : given;
    const [gamma, beta] = scaleAndShift(x, site);
    const groups = declared === 'channels' ? channelsOf(x) : declared;
    const mean = meanOf(x, groups, site);
    const scale = scaleBy(gamma, varianceOf(x, mean, groups, site), epsilon, site);
    const y = add('map', { of: pointwise.normalized }, [x, mean, scale, beta]);
    return isRow ? add('flatten', {}, [y]) : y;
  },
  mistaken: ofSameShape,
};
