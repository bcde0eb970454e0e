import { found } from '@resnet-compile/ir';
import { sourcesOf, type Step } from './step.ts';

/** For steps, the last one that all ways from the images to them lead through. */
export class Dominators {
  readonly #of = new Map<Step, Step | undefined>();
  readonly #depth = new Map<Step, number>();

  /** Undefined of the images. */
  of(step: Step): Step | undefined {
    this.#visit(step);
    return this.#of.get(step);
  }

  /** The last step that all ways to all of these lead through: one of them, or one before. */
  common(steps: readonly Step[]): Step | undefined {
    for (const step of steps) this.#visit(step);
    return steps.reduce<Step | undefined>((a, b) => a && this.#meet(a, b), steps[0]);
  }

  /** Without recursion: a network may be thousands of layers deep. */
  #visit(last: Step): void {
    const open = [last];
    for (let step = open.at(-1); step; step = open.at(-1)) {
      const missing = this.#of.has(step) ? [] : sourcesOf(step).filter((each) => !this.#of.has(each));
      if (missing.length) {
        open.push(...missing);
        continue;
      }
      open.pop();
      if (this.#of.has(step)) continue;
      const sources = sourcesOf(step);
      const own = sources.reduce<Step | undefined>((a, b) => a && this.#meet(a, b), sources[0]);
      this.#of.set(step, own);
      this.#depth.set(step, own ? found(this.#depth, own) + 1 : 0);
    }
  }

  #meet(a: Step, b: Step): Step | undefined {
    let [x, y]: readonly (Step | undefined)[] = [a, b];
    while (x && y && x !== y)
      if (found(this.#depth, x) > found(this.#depth, y)) x = this.#of.get(x);
      else if (found(this.#depth, x) < found(this.#depth, y)) y = this.#of.get(y);
      else [x, y] = [this.#of.get(x), this.#of.get(y)];
    return x;
  }
}
