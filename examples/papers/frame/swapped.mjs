import { permuted, someOf } from '@resnet-compile/analyse';

/** A state in which so many pairs of blocks of one stage have changed places, one after the other, as `random` has it. */
export function swapped(state, blocks, count, random) {
  let changed = state;
  for (let swap = 0; swap < count; swap++) {
    const stage = blocks[Math.floor(random() * blocks.length)].slice(0, 'layer1'.length);
    const within = blocks.filter((block) => block.startsWith(stage));
    const pair = [...someOf(Math.min(2, within.length), within.length, random)].map((index) => within[index]);
    changed = permuted(
      changed,
      pair,
      pair.map((_, index) => pair.length - 1 - index),
    );
  }
  return changed;
}
