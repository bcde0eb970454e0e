import type { Inferred, Inputs, Node, NodeOf, OpAttributes, OpName } from '@resnet-compile/ir';

/** Appends a node of the backward pass; it keeps the origin of the node that it belongs to. */
export type Append = <Op extends Inferred>(op: Op, attributes: OpAttributes[Op], inputs: Inputs<Op, Node>) => Node;

/**
 * The gradients of an op's inputs, given the gradient `dy` of its result; undefined where there is none. Rules are asked
 * for those that are `wanted` only, and make nothing else.
 */
export type GradientRule<Op extends OpName> = (
  node: NodeOf<Op>,
  dy: Node,
  append: Append,
  wanted: (input: number) => boolean,
) => readonly (Node | undefined)[];
