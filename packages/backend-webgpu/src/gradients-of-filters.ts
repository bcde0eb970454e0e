import { filterGradientsOf, type FilterGradient, type KernelProgram } from '@resnet-compile/ir';

/** Gradients that are written where the optimiser finds them: of filters, and of filters along the channels. */
export function gradientsOfFilters(program: KernelProgram): readonly FilterGradient[] {
  const along = new Set(
    program.kernels.flatMap(({ core }) => (core.kind === 'channel_filter_gradient' ? core.results : [])),
  );
  const prefix = 'gradient ';
  return [
    ...filterGradientsOf(program),
    ...program.results.flatMap(({ name, tensor }) =>
      along.has(tensor) && name.startsWith(prefix) ? [{ parameter: name.slice(prefix.length), parts: [tensor] }] : [],
    ),
  ];
}
