import { pointwiseWindow, winogradPositions, type CoreKind, type GroupedWindow, type Pair } from '@resnet-compile/ir';
import { filterWindow, isOfVectors, positionWindow, type FilterWindow } from './filter-window.ts';
import { vectorsOf, type CoreShape, type CoreShapeOf, type Operand } from './kernel-shape.ts';

/** What multiplies pixels by filters, as the shader sees it. */
export interface ConvolutionShape extends Omit<GroupedWindow, 'groups'> {
  readonly input: Operand;
  readonly grouped: boolean;
  readonly window: FilterWindow;
}

/** Whether each lane reads the channels of its own group, since groups are no whole vectors. */
export const isByLane = ({ grouped, window }: Pick<ConvolutionShape, 'grouped' | 'window'>): boolean =>
  grouped && !isOfVectors(window);

type ConvolutionKind = 'convolution' | 'matrix_product' | 'winograd_product';

export const isConvolution = (core: CoreShape): core is CoreShapeOf<ConvolutionKind> & CoreShape =>
  (['convolution', 'matrix_product', 'winograd_product'] as readonly CoreKind[]).includes(core.kind);

export function convolutionShape(
  core: CoreShape & { readonly kind: ConvolutionKind },
  channels: number,
): ConvolutionShape {
  const [input] = core.reads;
  switch (core.kind) {
    case 'convolution': {
      const { groups, ...attributes } = core.attributes;
      return {
        input,
        grouped: groups > 1,
        window: filterWindow(channels, input.channels, groups),
        ...attributes,
      };
    }
    // A vector is a map of one pixel.
    case 'matrix_product':
      return { input, grouped: false, window: filterWindow(channels, input.channels, 1), ...pointwiseWindow };
    // The positions of a transformed tile are groups of channels.
    case 'winograd_product': {
      const positions = winogradPositions(core.attributes.outputs);
      return { input, grouped: true, window: positionWindow(channels, input.channels, positions), ...pointwiseWindow };
    }
  }
}

/** The convolution whose input gradient a core is, reading the gradient of its result. */
export function inputGradientShape(
  { reads: [input], attributes: { groups, ...attributes } }: CoreShapeOf<'input_gradient'>,
  channels: number,
): ConvolutionShape {
  const window = filterWindow(input.channels, channels, groups);
  return { input, grouped: groups > 1, window, ...attributes };
}

/** Vectors of four of a core's filters. */
export function filterVectorsOf(core: CoreShape, channels: number): number {
  const vectors = ([kh, kw]: Pair, { rows }: FilterWindow, out: number): number => kh * kw * rows * vectorsOf(out);
  if (core.kind === 'input_gradient') {
    const { kernel, window, input } = inputGradientShape(core, channels);
    return vectors(kernel, window, input.channels);
  }
  // A filter along the channels lies as one of one channel, k×1.
  if (core.kind === 'channel_convolution') return core.attributes.taps;
  if (!isConvolution(core)) return 0;
  const { kernel, window } = convolutionShape(core, channels);
  return vectors(kernel, window, channels);
}
