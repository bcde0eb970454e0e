import { partsOf, type KernelProgram } from '@resnet-compile/ir';

/** A loss is computed by the host, which has the functions of JavaScript's `Math`. */
export function faultOfLoss({ kernels }: KernelProgram): string | undefined {
  for (const { name, core } of kernels)
    if (core.kind === 'loss') {
      const { rows, of } = core.attributes;
      if (partsOf(of, ...rows.map((row) => row.of)).some(({ op }) => op === 'erf'))
        return `kernel ${name}: a loss of erf, expected functions that the host has: those of JavaScript's Math`;
    }
  return undefined;
}
