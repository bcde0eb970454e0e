import type { Layer } from '@resnet-compile/dsl';
import type { Call, Expression } from '../python/expression.ts';
import type { SimpleLayer } from './layer-call.ts';
import type { Sharing } from './sharing.ts';

/** A later use of a shared layer, and the module whose parameters it has. */
export interface Link {
  readonly place: string;
  readonly first: string;
  /** The class of the layer, where the module is that layer and more. */
  readonly base?: string;
}

/** The modules of a network, as a class in the making knows them. */
export interface Modules {
  readonly sharing: Sharing;
  /** Later uses of shared layers. */
  readonly links: Link[];
  /** Paths of layers whose values are handed out, and the modules that give them. */
  readonly places: Map<string, string>;
  /** Layers that are the class around them: their own classes, by path. */
  readonly bases: Map<string, string>;
  /** Whether the value of a layer of this path is handed out. */
  readonly isTapped: (path: string) => boolean;
  /** The module of a layer of this path, whose parameters have that name before them. */
  readonly moduleOf: (layer: Layer, path: string, isRow: boolean) => Expression;
  /** The same of a layer that has no others within it. */
  readonly simple: (layer: SimpleLayer, path: string, isRow: boolean) => Call;
}
