import { flatten, globalAveragePool } from '@resnet-compile/dsl';
import { mean, reduced } from '../operators/reductions.ts';
import { isMovement, isPointwise, isReduction } from '../operators/index.ts';
import { evaluateRegion, isClose, probe, probeShape } from '../region.ts';
import type { RegionForm } from './form.ts';

/** The mean of each map, however it is spelled: `ReduceMean`, or a sum that is divided, of places in a row or not. */
export const globalMean: RegionForm = (region, { budget }) => {
  const { entry, exit, nodes } = region;
  const [images, channels, ...map] = entry.shape;
  const isRow = exit.shape.length === 2;
  if (
    map.length !== 2 ||
    exit.shape[0] !== images ||
    exit.shape[1] !== channels ||
    !exit.shape.slice(2).every((each) => each === 1)
  )
    return undefined;
  if (exit.shape.length !== 4 && !isRow) return undefined;
  const mostly = nodes.find(({ op }) => isReduction(op));
  if (!mostly || !nodes.every(({ op }) => isReduction(op) || isMovement(op) || isPointwise(op))) return undefined;
  const x = probe(probeShape(entry));
  if (!isClose(reduced(x, [2, 3], mean), evaluateRegion(region, x, budget).data)) return undefined;
  return {
    kind: 'layers',
    input: entry,
    layers: [
      { layer: globalAveragePool(), parameters: [], node: mostly.node },
      ...(isRow ? [{ layer: flatten(), parameters: [] }] : []),
    ],
  };
};
