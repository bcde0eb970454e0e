import { flatten, globalAveragePool } from '@resnet-compile/dsl';
import { mean, reduced } from '../operators/reductions.ts';
import { isMovement, isPointwise, isReduction } from '../operators/index.ts';
import type { Budget } from '../evaluate.ts';
import { evaluateRegion, isClose, probe, probeShape, tryImages, type Region } from '../region.ts';
import type { Tensor } from '../tensor.ts';
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
  const isMean = ({ x, y }: { readonly x: Tensor; readonly y: Tensor }): boolean =>
    isClose(reduced(x, [2, 3], mean), y.data);
  // A sum may be divided by the number of pixels as a constant, which small maps do not have.
  if (!isMean(tryImages(region, 2, budget)) && ![1, -1].every((sign) => isMean(whole(region, sign, budget))))
    return undefined;
  return {
    kind: 'layers',
    input: entry,
    layers: [
      { layer: globalAveragePool(), parameters: [], node: mostly.node },
      ...(isRow ? [{ layer: flatten(), parameters: [] }] : []),
    ],
  };
};

function whole(region: Region, sign: number, budget: Budget): { readonly x: Tensor; readonly y: Tensor } {
  const given = probe(probeShape(region.entry));
  const x = { ...given, data: given.data.map((each) => each * sign) };
  return { x, y: evaluateRegion(region, x, budget) };
}
