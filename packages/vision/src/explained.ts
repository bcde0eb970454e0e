import { nearest, shown } from '@resnet-compile/options';
import { chooseLayer } from './choose-layer.ts';
import type { Model, Output } from './loaded-network.ts';

/** The layer by which a class is explained. @throws {RangeError} where the network names none, or not one alone. */
export function explainedLayer({ name, outputs, explains = [] }: Model, wanted: string | undefined): Output {
  const layers = outputs.filter((output) => explains.some((each) => each.name === `gradient ${output.name}`));
  return chooseLayer(layers, wanted, {
    call: 'gradCam',
    option: 'layer',
    network: name,
    does: 'explains',
    none: "explains nothing; name a layer in its model file, such as explain: ['layer4']",
  });
}

/** The index of a class that is said by its name or index. @throws {RangeError} where there is none, or several are called so. */
export function classOf(labels: readonly string[], wanted: string | number): number {
  if (typeof wanted === 'number') {
    if (wanted < labels.length) return wanted;
    throw new RangeError(`gradCam: class is ${wanted}; expected 0 to ${labels.length - 1}`);
  }
  const found = [...labels.keys()].filter((index) => labels[index] === wanted);
  const [only, ...others] = found;
  if (only === undefined) {
    const near = nearest(wanted, labels);
    throw new RangeError(
      `gradCam: no class is called ${shown(wanted)}; ${near === undefined ? `expected one of the ${labels.length} labels, or an index` : `did you mean ${shown(near)}?`}`,
    );
  }
  if (others.length)
    throw new RangeError(`gradCam: classes ${found.join(' and ')} are called ${shown(wanted)}; say which by its index`);
  return only;
}
