import type { TrainingStepShape } from '../training-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { f32x4, get, set, v128, type Code, type Local } from './instructions.ts';

/** A training step's epilogue steps on one vector of channels, for all pixels of a tile. */
export function emitTrainingStep(
  context: KernelContext, { offset }: RegisterTile, step: TrainingStepShape, index: number, column: readonly Local[], bytes: number,
  [a, b, c]: readonly [Local, Local, Local],
): Code {
  const channel = get(context.channel);
  const perChannel = (name: string): Code => v128.load(sum(context.address(`${name}${index}`), channel), bytes);
  switch (step.op) {
    case 'normalize':
      return [
        set(a, perChannel('mean')), set(b, perChannel('scale')), set(c, perChannel('shift')),
        column.map((value) => set(value, context.relaxed ? f32x4.relaxedMadd(f32x4.sub(get(value), get(a)), get(b), get(c)) : f32x4.add(f32x4.mul(f32x4.sub(get(value), get(a)), get(b)), get(c)))),
      ];
    case 'add_normalized':
      return [
        set(a, perChannel('mean')), set(b, perChannel('scale')),
        column.map((value, pixel) => {
          const x = v128.load(sum(context.address(`add${index}`), offset(step.access, pixel), channel), bytes);
          return set(value, f32x4.add(get(value), f32x4.mul(f32x4.sub(x, get(a)), get(b))));
        }),
      ];
    case 'mask':
      return column.map((value, pixel) => {
        const other = v128.load(sum(context.address(`positive${index}`), offset(step.access, pixel), channel), bytes);
        return set(value, v128.and(get(value), f32x4.gt(other, v128.zero)));
      });
  }
}
