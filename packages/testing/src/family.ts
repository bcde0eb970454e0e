import { createHash } from 'node:crypto';
import networks from '../fixtures/family.json' with { type: 'json' };

/** What timm and PyTorch say of one published network, in float64, on the deterministic fill. */
export interface FamilyNetwork {
  readonly name: string;
  /** Count of trained values. */
  readonly parameters: number;
  /** Of the state. */
  readonly tensors: number;
  /** Of the state's names and shapes. */
  readonly digest: string;
  /** C, H, W; of the largest networks nothing was run. */
  readonly input?: readonly [number, number, number];
  /** Of one image. */
  readonly multiplyAdds?: number;
  /** The first 16 of each of two images. */
  readonly logits?: readonly (readonly number[])[];
  readonly logitsL2?: readonly number[];
  readonly argmax?: readonly number[];
}

/** All published networks that have a name. */
export const family = networks as unknown as readonly FamilyNetwork[];

/** Of names and shapes in the names' order, as the fixture has it. */
export const digestOfState = (state: Iterable<{ readonly name: string; readonly shape: readonly number[] }>): string =>
  createHash('sha256')
    .update(
      Array.from(state, ({ name, shape }) => `${name} ${shape.join()}\n`)
        .sort()
        .join(''),
    )
    .digest('hex')
    .slice(0, 16);
