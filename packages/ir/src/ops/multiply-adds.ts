import type { Node } from '../graph.ts';
import { elementsPerImage } from '../tensor-type.ts';

/** Multiply-adds per image of one node: those of convolutions and dense layers, as the papers and torchvision count. */
export function multiplyAdds(node: Node): number {
  if (node.op !== 'conv2d' && node.op !== 'dense') return 0;
  const perOutput = node.inputs[1]!.type.shape.slice(1).reduce<number>(
    (product, extent) => product * (extent as number),
    1,
  );
  return elementsPerImage(node.type) * perOutput;
}
