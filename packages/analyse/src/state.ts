import { nearest, shownName } from '@resnet-compile/options';

/** Parameters and running statistics by name, as `stateDict` gives them; any values by name, such as gradients. */
export type State = Readonly<Record<string, Float32Array>>;

/** A tensor of a compiled network: what its `model.parameters` says. */
export interface TensorInfo {
  /** In the state dict. */
  readonly name: string;
  /** Extents, the outermost first: of filters O×I×height×width. */
  readonly shape: readonly number[];
}

/** What lies in a layer, by what follows the layer's path. @throws {RangeError} where the layer has no tensors. */
export function tensorsOf(state: State, path: string): ReadonlyMap<string, Float32Array> {
  const within = new Map(
    Object.entries(state).flatMap(([name, values]) =>
      name.startsWith(`${path}.`) ? [[name.slice(path.length + 1), values] as const] : [],
    ),
  );
  if (within.size) return within;
  const paths = new Set(
    Object.keys(state).flatMap((name) => [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index))),
  );
  const near = nearest(path, [...paths]);
  throw new RangeError(
    `the state has nothing of the layer ${shownName(path)}${near === undefined ? '' : `; did you mean ${shownName(near)}?`}`,
  );
}
