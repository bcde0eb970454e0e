import { float } from '../attributes.ts';
import { mean } from './maps.ts';
import { reshaped } from './shapes.ts';
import type { Rule } from './rule.ts';

/** ONNX's momentum is what stays of the statistics. */
export const batchNorm: Rule<'batch_norm'> = ({ inputs, attributes: { epsilon, momentum } }, place) =>
  place.node(
    'BatchNormalization',
    inputs.map((input) => place.value(input)),
    { epsilon: float(epsilon), momentum: float(1 - momentum) },
  );

/** By nodes on the filters as they were trained. */
export const standardizeFilters: Rule<'standardize_filters'> = (
  { inputs: [filters], attributes: { epsilon } },
  place,
) => {
  const { node, number } = place;
  const own = place.value(filters, 'weight');
  const centred = node('Sub', [own, mean(own, [1, 2, 3], place)]);
  const variance = mean(node('Mul', [centred, centred]), [1, 2, 3], place);
  return node('Div', [centred, node('Sqrt', [node('Add', [variance, number(epsilon)])])]);
};

export const scaleFilters: Rule<'scale_filters'> = ({ inputs: [filters, scale], type }, place) =>
  place.node('Mul', [
    place.value(filters, 'weight'),
    reshaped(place.value(scale, 'scale'), [-1, ...type.shape.slice(1).map(() => 1)], place),
  ]);
