import type { Layer } from '@resnet-compile/dsl';
import {
  makeConstant,
  tensorType,
  type GraphBuilder,
  type Inferred,
  type InitialValue,
  type Inputs,
  type Node,
  type OpAttributes,
  type Origin,
} from '@resnet-compile/ir';

/** A layer that has no others within it. */
export type SimpleLayer = Exclude<Layer, { kind: 'shared' | 'sequential' | 'residual' | 'branches' | 'select' }>;
export type SimpleKind = SimpleLayer['kind'];
type OfKind<Kind, Each> = Each extends { readonly kind: infer Kinds } ? (Kind extends Kinds ? Each : never) : never;
export type LayerOf<Kind extends SimpleKind> = OfKind<Kind, SimpleLayer>;

/** The place in the Graph that a layer takes, with its origin on all that it adds. */
export interface Site {
  readonly add: <Op extends Inferred>(op: Op, attributes: OpAttributes[Op], inputs: Inputs<Op, Node>) => Node;
  /** A tensor of the state dict; `leaf` is the last part of its name. */
  readonly parameter: (
    leaf: string,
    shape: readonly number[],
    initial?: InitialValue,
    kind?: 'parameter' | 'buffer',
  ) => Node;
  /** A vector, or a tensor of which `values` are repeated. */
  readonly constant: (values: readonly number[], shape?: readonly number[]) => Node;
  /** What the filters of convolutions begin as. */
  readonly filters: InitialValue;
  /** Whether it ends a body that begins as zero. */
  readonly beginsAsZero: boolean;
  /** A number that no other layer of the network has. */
  readonly nextKey: () => number;
}

/** How one kind of layer becomes nodes, and what is known of its result where something is mistaken. */
export interface LayerRule<Kind extends SimpleKind> {
  /** Appends its nodes behind x, whose shape is known. @throws {ShapeError} where it does not fit. */
  readonly build: (layer: LayerOf<Kind>, x: Node, site: Site) => Node;
  /** The shape where the layer is mistaken itself, or did not fit; nothing is known without it. */
  readonly mistaken?: (layer: LayerOf<Kind>, x: Node) => Node;
  /**
   * The shape behind an input that is known in part; that of the input without it. @throws {ShapeError} where what is
   * known does not fit, whatever the rest is.
   */
  readonly behindMistake?: (layer: LayerOf<Kind>, x: Node) => Node;
}

/** Channels of a map or a row whose shape is known. */
export const channelsOf = ({ type: { shape } }: Node): number => Number(shape[1]);

export const siteIn = (builder: GraphBuilder, origin: Origin, rest: Omit<Site, 'add' | 'constant'>): Site => ({
  ...rest,
  add: (op, attributes, inputs) => builder.add(op, attributes, inputs, origin),
  constant: (values, shape = [values.length]) => builder.append(makeConstant(values, tensorType(...shape), origin)),
});
