import type { MapShape } from './map-shape.ts';
import type { Pair } from './ops/window.ts';

/**
 * Shows a buffer as another map: every `stride`th pixel, between `before` and `after` channels of zeros; negative ones
 * leave channels out. A stride of 0 shows the one row or column that there is everywhere, and `repeated` the one channel
 * in all channels.
 */
export interface View {
  readonly stride: Pair;
  readonly before: number;
  readonly after: number;
  readonly repeated?: true;
}

export const identityView: View = { stride: [1, 1], before: 0, after: 0 };

export const isIdentityView = ({ stride, before, after, repeated }: View): boolean =>
  stride[0] === 1 && stride[1] === 1 && before === 0 && after === 0 && !repeated;

/** Whether a view shows something several times. */
export const isBroadcast = ({ stride, repeated }: View): boolean =>
  stride[0] === 0 || stride[1] === 0 || repeated === true;

/** The view that shows a map as a larger one, wherever it has one row, column or channel; as it is where they are alike. */
export function broadcastView([channels, height, width]: MapShape, to: MapShape): View {
  const stride = [height === to[1] ? 1 : 0, width === to[2] ? 1 : 0] as const;
  return { ...identityView, stride, ...(channels === to[0] ? {} : { repeated: true }) };
}

/** The shape of a buffer as a view shows it; what is repeated has the extents of `whole`. */
export function viewedShape([channels, height, width]: MapShape, view: View, whole: MapShape): MapShape {
  const extent = (size: number, stride: number, repeated: number): number =>
    stride === 0 ? (size === 1 ? repeated : NaN) : Math.ceil(size / stride);
  return [
    view.repeated ? (channels === 1 ? whole[0] : NaN) : view.before + channels + view.after,
    extent(height, view.stride[0], whole[1]),
    extent(width, view.stride[1], whole[2]),
  ];
}
