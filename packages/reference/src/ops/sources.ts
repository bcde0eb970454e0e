import { repeatedValues } from '@resnet-compile/ir';
import { expectImages, stateOf, targetsOf } from '../run-inputs.ts';
import { elementsOf, toValues } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const input: OpFunction<'input'> = (_, __, shape, { images }) => {
  expectImages(images, shape.slice(1));
  return images;
};

export const targets: OpFunction<'targets'> = (_, __, ___, run) => targetsOf(run);

export const parameter: OpFunction<'parameter'> = ({ name }, _, shape, { state }) => stateOf(state, name, shape);

export const constant: OpFunction<'constant'> = ({ values }, _, shape) =>
  toValues({ shape, data: repeatedValues(values, elementsOf(shape)) });
