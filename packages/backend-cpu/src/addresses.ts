import { strides, type BufferDeclaration, type Kernel } from '@resnet-compile/ir';
import { isMasked } from './derive-shape.ts';
import type { Phase } from './phase.ts';
import type { Linear } from './plan.ts';

/** Where a buffer's pixel lies, `bytes` further. */
export type PixelAddress = (buffer: string, bytes?: number) => Linear;

/** The addresses of one call, in the order of `addressNames`. */
export function addressesOf(
  { core, epilogue }: Kernel,
  bufferOf: (id: string) => BufferDeclaration,
  pixelOf: PixelAddress,
  fixed: (name: string) => Linear,
  phase?: Phase,
): readonly Linear[] {
  if (core.kind === 'vector' || core.kind === 'cross_entropy') throw new Error('the host runs it, no kernel does');
  const away = (id: string, y: number, x: number): number => {
    const { pixel, row } = strides(bufferOf(id));
    return (y * row + x * pixel) * 4;
  };
  // Of a phase, the result's first pixel is (y, x).
  const pixel = (id: string, bytes = 0): Linear => pixelOf(id, bytes + away(id, phase?.y ?? 0, phase?.x ?? 0));
  const corner = (): number => {
    if (core.kind === 'convolution') return away(core.input, -core.padding[0], -core.padding[1]);
    if (core.kind === 'input_gradient') return away(core.input, phase!.first[0], phase!.first[1]);
    return core.kind === 'copy' ? -core.view.before * 4 : 0;
  };
  return [
    pixelOf(core.input, corner()),
    ...('weights' in core ? [fixed('weights')] : []),
    ...(core.kind === 'copy' && isMasked(core.view) ? [fixed('mask')] : []),
    ...(core.kind === 'filter_gradient'
      ? [pixelOf(core.source, away(core.source, -core.padding[0], -core.padding[1])), fixed('result')]
      : []),
    ...(core.kind === 'channel_statistics' ? [fixed('mean'), fixed('variance')] : []),
    ...(core.kind === 'gradient_sums'
      ? [...(core.centred ? [pixelOf(core.centred.source), fixed('mean'), fixed('product')] : []), fixed('sum')]
      : []),
    ...(core.kind === 'max_pool_gradient' ? [pixelOf(core.source)] : []),
    ...epilogue.flatMap((step, index): readonly Linear[] => {
      const named = (...names: readonly string[]): readonly Linear[] => names.map((name) => fixed(`${name}${index}`));
      switch (step.op) {
        case 'bias':
          return named('bias');
        case 'affine':
          return named('scale', 'shift');
        case 'normalize':
          return named('mean', 'scale', 'shift');
        case 'add_normalized':
          return [pixel(step.buffer), ...named('mean', 'scale')];
        case 'dropout':
          return named('key');
        case 'mask':
          return [pixel(step.buffer)];
        case 'add':
          return [
            viewed(step.buffer, step.view.stride, -step.view.before * 4),
            ...(isMasked(step.view) ? named('mask') : []),
          ];
        case 'store':
          return [pixel(step.buffer, step.channel * 4)];
        case 'relu':
          return [];
      }
    }),
  ];

  function viewed(id: string, [sy, sx]: readonly [number, number], bytes: number): Linear {
    return pixelOf(id, bytes + away(id, (phase?.y ?? 0) * sy, (phase?.x ?? 0) * sx));
  }
}
