import { shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';
import type { GraphProto, NodeProto } from '../file/messages.ts';
import type { PlacedNode } from './inline-functions.ts';
import { sortNodes } from './sort-nodes.ts';

/**
 * Nodes in order.
 *
 * @param input the images
 * @throws {OnnxError} where a name stands for two values, or for none, or nodes read each other
 */
export function checkedNodes(
  nodes: readonly PlacedNode[],
  { initializer }: GraphProto,
  input: string,
): readonly PlacedNode[] {
  const names = new Set([input]);
  const add = (name: string): void => {
    if (names.has(name)) throw new OnnxError(`${shownName(name)} is the name of two values; each has to have its own`);
    names.add(name);
  };
  for (const { name } of initializer) add(name);
  for (const { output } of nodes) for (const name of output) if (name !== '') add(name);
  const undefinedIn = nodes.find(({ input: of }) => of.some((name) => name !== '' && !names.has(name)));
  if (undefinedIn) {
    const name = undefinedIn.input.find((each) => each !== '' && !names.has(each)) ?? '';
    throw new OnnxError(
      `the node ${nodeName(undefinedIn)} (${shownName(undefinedIn.opType)}) reads ${shownName(name)}, which nothing computes`,
    );
  }
  const { sorted, cyclic } = sortNodes(nodes);
  const [first] = cyclic;
  if (first)
    throw new OnnxError(
      `${cyclic.length} nodes read each other's values in a circle, or what comes of it: ${cyclic.slice(0, 5).map(nodeName).join(', ')}`,
    );
  return sorted;
}

/** A node's name; that of its first output where it has none. */
export const nameOf = ({ name, output }: NodeProto): string => name || (output.find((each) => each !== '') ?? '');
const nodeName = (node: NodeProto): string => shownName(nameOf(node));

/** The nodes that these values are made of: no others are looked at. */
export function neededFor(names: readonly string[], nodes: readonly PlacedNode[]): readonly PlacedNode[] {
  const wanted = new Set(names);
  const needed = new Set<PlacedNode>();
  for (const node of nodes.toReversed())
    if (node.output.some((name) => wanted.has(name))) {
      needed.add(node);
      for (const name of node.input) wanted.add(name);
    }
  return nodes.filter((node) => needed.has(node));
}
