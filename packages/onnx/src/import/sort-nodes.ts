import type { NodeProto } from '../file/messages.ts';

/**
 * Nodes so that each stands behind those that it reads; as they stand where that is so already.
 *
 * @returns the nodes, and those that are in a cycle or behind one
 */
export function sortNodes<Node extends NodeProto>(
  nodes: readonly Node[],
): {
  readonly sorted: readonly Node[];
  readonly cyclic: readonly Node[];
} {
  const makers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const missing = new Map<Node, number>();
  const users = new Map<Node, Node[]>();
  for (const node of nodes) {
    const makes = new Set(node.input.flatMap((name) => makers.get(name) ?? []));
    missing.set(node, makes.size);
    for (const maker of makes) {
      const known = users.get(maker);
      if (known) known.push(node);
      else users.set(maker, [node]);
    }
  }
  const sorted: Node[] = [];
  const ready = nodes.filter((node) => missing.get(node) === 0);
  for (let index = 0; index < ready.length; index++) {
    const node = ready[index];
    if (!node) break;
    sorted.push(node);
    for (const user of users.get(node) ?? []) {
      const left = (missing.get(user) ?? 0) - 1;
      missing.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  const done = new Set(sorted);
  return { sorted, cyclic: nodes.filter((node) => !done.has(node)) };
}
