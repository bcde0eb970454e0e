import type { Layer, Network, Problem } from '@resnet-compile/dsl';

/** The problems of a network and of all its layers, each with its layer's path. */
export function collectProblems(network: Network): readonly Problem[] {
  return [...network.problems, ...problemsOf(network.body, '')];
}

function problemsOf(layer: Layer, path: string): readonly Problem[] {
  const own = layer.problems.map((problem): Problem => (path === '' ? problem : { path, ...problem }));
  return [...own, ...parts(layer).flatMap(([name, part]) => problemsOf(part, [path, name].filter(Boolean).join('.')))];
}

/** A layer's parts by name; a residual's body, being the block itself, has none. */
function parts(layer: Layer): readonly (readonly [name: string, part: Layer])[] {
  if (layer.kind === 'sequential' || layer.kind === 'branches') return layer.children;
  if (layer.kind === 'select') return [...layer.children, ['', layer.weights]];
  if (layer.kind === 'shared') return layer.problems.length ? [] : [['', layer.layer]];
  if (layer.kind !== 'residual') return [];
  const { preactivation, body, shortcut, activation, gate } = layer;
  const named = [
    ['', preactivation],
    ['', body],
    ['downsample', shortcut],
    ['', activation],
    ['gate', gate?.layer],
  ] as const;
  return named.flatMap(([name, part]) => (part ? [[name, part] as const] : []));
}
