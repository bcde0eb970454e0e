import {
  pointwiseWindow,
  winogradPositions,
  type CoreKind,
  type GroupedWindow,
  type Kernel,
  type Pair,
} from '@resnet-compile/ir';
import { filterWindow, positionWindow } from './filter-window.ts';
import { vectorsOf, type CoreShape, type CoreShapeOf, type Operand } from './kernel-shape.ts';
import type { FilterWindow } from '@resnet-compile/plan/webgpu';

/** What multiplies pixels by filters, as the shader sees it. */
export interface ConvolutionShape extends Omit<GroupedWindow, 'groups'> {
  readonly input: Operand;
  readonly grouped: boolean;
  readonly window: FilterWindow;
}

/** An input gradient's. `filters`: how they lie; `window`: the output channels that a vector of input channels takes gradients from. */
export interface InputGradientShape extends ConvolutionShape {
  readonly filters: FilterWindow;
}

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

export function inputGradientShape(
  { reads: [input], attributes: { groups, ...attributes } }: CoreShapeOf<'input_gradient'>,
  channels: number,
): InputGradientShape {
  const filters = filterWindow(input.channels, channels, groups);
  const window = filterWindow(channels, input.channels, groups);
  return { input, grouped: groups > 1, filters, window, ...attributes };
}

/** How a core's filters lie; undefined where it has none. */
export function filterLayoutOf(
  core: CoreShape,
  channels: number,
): { readonly window: FilterWindow; readonly vectors: number } | undefined {
  const layout = ([kh, kw]: Pair, window: FilterWindow, out: number) => ({
    window,
    vectors: kh * kw * window.rows * vectorsOf(out),
  });
  if (core.kind === 'input_gradient') {
    const { kernel, filters, input } = inputGradientShape(core, channels);
    return layout(kernel, filters, input.channels);
  }
  // A filter along the channels lies as one of one channel, k×1.
  if (core.kind === 'channel_convolution') return layout([core.attributes.taps, 1], filterWindow(1, 1, 1), 1);
  if (!isConvolution(core)) return undefined;
  const { kernel, window } = convolutionShape(core, channels);
  return layout(kernel, window, channels);
}

/** The groups in which a kernel's filters lie. */
export const groupsOf = ({ core }: Kernel): number => ('groups' in core.attributes ? core.attributes.groups : 1);
