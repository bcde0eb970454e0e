import type { MapShape } from '../map-shape.ts';
import type { Operation, Read } from '../operation.ts';
import type { PadAttributes } from '../ops/pad.ts';
import { larger, surrounded } from '../ops/window.ts';
import { gradientOf, times, type CoreDeclaration } from './declaration.ts';

/** Pixels around each map. */
export type Pad = Operation<readonly [x: Read], readonly [], readonly [], PadAttributes>;
/** The adjoint: a pixel takes the sum over the places that show it. */
export type PadGradient = Operation<readonly [dy: Read], readonly [], readonly [], PadAttributes>;

const paddedMap = ([channels, ...size]: MapShape, { sides, mode }: PadAttributes): MapShape | string => {
  const beyond = larger(sides);
  return mode === 'reflection' && (beyond[0] >= size[0] || beyond[1] >= size[1])
    ? `a map of ${times(size)} has no reflection of ${sides.join(', ')} pixels`
    : [channels, ...surrounded(size, sides)];
};

export const pad: CoreDeclaration<Pad> = { takes: [1, 0, 0], shape: ({ attributes }, [x]) => paddedMap(x, attributes) };

export const padGradient: CoreDeclaration<PadGradient> = {
  takes: [1, 0, 0],
  shape: ({ attributes }, [dy], _, x) => {
    const forward = paddedMap(x, attributes);
    return typeof forward === 'string' ? forward : gradientOf(x, forward, dy);
  },
};
