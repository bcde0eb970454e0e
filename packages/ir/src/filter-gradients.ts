import type { CoreOf } from './core.ts';
import { tensorResultsOf, tensorsOf } from './kernel-uses.ts';
import type { Kernel, KernelProgram } from './kernel-program.ts';

/** How the gradient of a parameter that is filters is made. */
export interface FilterGradient {
  readonly parameter: string;
  /** Sums over the batch that are added, in the order in which `filter_gradient` computes them. */
  readonly parts: readonly string[];
  /** Where the filters are standardised before they are read. */
  readonly epsilon?: number;
}

const ofFilters = new Set<string>(['filter_gradient', 'filter_sum', 'standardize_filters_gradient']);
const prefix = 'gradient ';

/**
 * The gradients of filters among a program's results. Devices make each in one place: the first part is written there,
 * others are added, and what standardising makes of it comes last.
 */
export function filterGradientsOf({ kernels, results }: KernelProgram): readonly FilterGradient[] {
  const makers = makersOf(kernels);
  const inOrder = [...makers.keys()];
  const summedUp = (id: string): readonly string[] =>
    [...partsOf(id, makers)].sort((a, b) => inOrder.indexOf(a) - inOrder.indexOf(b));
  return results.flatMap(({ name, tensor }): readonly FilterGradient[] => {
    const core = makers.get(tensor)?.core;
    if (!core || !name.startsWith(prefix)) return [];
    const parameter = name.slice(prefix.length);
    return core.kind === 'standardize_filters_gradient'
      ? [{ parameter, parts: summedUp(core.tensors[0]), epsilon: core.attributes.epsilon }]
      : [{ parameter, parts: summedUp(tensor) }];
  });
}

/** What keeps devices from making them so: gradients are sums, then standardised, and read by nothing else. */
export function faultOfFilterGradients({ prepare, kernels, results }: KernelProgram): string | undefined {
  const makers = makersOf(kernels);
  const parameters = new Map(
    prepare.flatMap((step) => (step.op === 'parameter' ? [[step.id, step.attributes.name] as const] : [])),
  );
  const resultOf = new Map(results.map(({ name, tensor }) => [tensor, name]));
  const readers = new Map<string, number>();
  for (const id of [...kernels.flatMap(tensorsOf), ...results.map(({ tensor }) => tensor)])
    readers.set(id, (readers.get(id) ?? 0) + 1);
  for (const { name, core } of kernels) {
    if (core.kind !== 'filter_sum' && core.kind !== 'standardize_filters_gradient') continue;
    const summands = core.kind === 'filter_sum' ? core.tensors : core.tensors.slice(0, 1);
    for (const id of summands) {
      const kind = makers.get(id)?.core.kind;
      if (kind !== 'filter_gradient' && kind !== 'filter_sum')
        return `kernel ${name}: ${id} is no sum over the batch, expected a filter_gradient's or filter_sum's`;
      if (readers.get(id) !== 1) return `kernel ${name}: ${id} is read elsewhere too, expected here alone`;
    }
    if (core.kind === 'filter_sum') continue;
    const [found, expected] = [resultOf.get(core.results[0]), parameters.get(core.tensors[1])];
    if (expected === undefined || found !== `${prefix}${expected}` || readers.get(core.results[0]) !== 1)
      return `kernel ${name}: its filters are ${core.tensors[1]}, its result ${found ?? 'none'}; expected a parameter and its gradient`;
  }
  return undefined;
}

type Makers = ReadonlyMap<string, Kernel>;

const makersOf = (kernels: readonly Kernel[]): Makers =>
  new Map(
    kernels.flatMap((kernel) =>
      ofFilters.has(kernel.core.kind) ? tensorResultsOf(kernel).map((id) => [id, kernel] as const) : [],
    ),
  );

const partsOf = (id: string, makers: Makers): readonly string[] => {
  const core = makers.get(id)?.core;
  return core?.kind === 'filter_sum'
    ? (core as CoreOf<'filter_sum'>).tensors.flatMap((summand) => partsOf(summand, makers))
    : [id];
};
