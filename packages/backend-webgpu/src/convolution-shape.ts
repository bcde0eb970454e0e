import { winogradPositions, type CoreKind, type Pair, type Window } from '@resnet-compile/ir';
import { filterWindow, isOfVectors, positionWindow, type FilterWindow } from './filter-window.ts';
import { vectorsOf, type CoreShape, type CoreShapeOf, type Operand } from './kernel-shape.ts';

/** What multiplies pixels by filters, as the shader sees it. */
export interface ConvolutionShape extends Window {
  readonly input: Operand;
  readonly grouped: boolean;
  readonly window: FilterWindow;
}

/** Whether each lane reads the channels of its own group, since groups are no whole vectors. */
export const isByLane = ({ grouped, window }: Pick<ConvolutionShape, 'grouped' | 'window'>): boolean =>
  grouped && !isOfVectors(window);

type ConvolutionKind = 'convolution' | 'matrix_product' | 'winograd_product';
const whole = { kernel: [1, 1], stride: [1, 1], padding: [0, 0] } as const;

export const isConvolution = (core: CoreShape): core is CoreShapeOf<ConvolutionKind> & CoreShape =>
  (['convolution', 'matrix_product', 'winograd_product'] as readonly CoreKind[]).includes(core.kind);

export function convolutionShape(
  core: CoreShape & { readonly kind: ConvolutionKind },
  channels: number,
): ConvolutionShape {
  const [input] = core.reads;
  switch (core.kind) {
    case 'convolution': {
      const { groups, kernel, stride, padding } = core.attributes;
      return {
        input,
        grouped: groups > 1,
        window: filterWindow(channels, input.channels, groups),
        kernel,
        stride,
        padding,
      };
    }
    // A vector is a map of one pixel.
    case 'matrix_product':
      return { input, grouped: false, window: filterWindow(channels, input.channels, 1), ...whole };
    // The positions of a transformed tile are groups of channels.
    case 'winograd_product': {
      const positions = winogradPositions(core.attributes.outputs);
      return { input, grouped: true, window: positionWindow(channels, input.channels, positions), ...whole };
    }
  }
}

/** The convolution whose input gradient a core is, reading the gradient of its result. */
export function inputGradientShape(
  { reads: [input], attributes: { groups, kernel, stride, padding } }: CoreShapeOf<'input_gradient'>,
  channels: number,
): ConvolutionShape {
  const window = filterWindow(input.channels, channels, groups);
  return { input, grouped: groups > 1, window, kernel, stride, padding };
}

/** Vectors of four of a core's filters. */
export function filterVectorsOf(core: CoreShape, channels: number): number {
  const vectors = ([kh, kw]: Pair, { rows }: FilterWindow, out: number): number => kh * kw * rows * vectorsOf(out);
  if (core.kind === 'input_gradient') {
    const { kernel, window, input } = inputGradientShape(core, channels);
    return vectors(kernel, window, input.channels);
  }
  if (!isConvolution(core)) return 0;
  const { kernel, window } = convolutionShape(core, channels);
  return vectors(kernel, window, channels);
}
