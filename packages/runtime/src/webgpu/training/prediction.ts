import type { WebGpuTrainingModule } from '../../compiled-module.ts';
import type { Compute } from '../../compute-outputs.ts';
import type { Engine, Images } from '../../engine.ts';
import { prepareState } from '../../prepare.ts';
import type { Weights } from '../../training/trainer.ts';
import type { State } from '../../weights.ts';

/**
 * Predicts with what is trained, by the program of modules that predict alone: the host folds parameters as it does there,
 * once for each state, so that the logits are the same bits.
 */
export class Prediction {
  readonly #module: WebGpuTrainingModule;
  readonly #create: () => Promise<Engine>;
  /** Made when it is first wanted. */
  #engine: Engine | undefined;
  /** What it is prepared for. */
  #prepared: Weights | undefined;

  constructor(module: WebGpuTrainingModule, create: () => Promise<Engine>) {
    this.#module = module;
    this.#create = create;
  }

  /** The parameters are others now. */
  forget(): void {
    this.#prepared = undefined;
  }

  async compute<Result>(
    compute: Compute<Result>,
    images: Images,
    batch: number,
    of: Weights,
    readState: (of: Weights) => Promise<State>,
  ): Promise<Result> {
    const { model, prepare } = this.#module;
    const engine = (this.#engine ??= await this.#create());
    if (this.#prepared !== of) await engine.prepare(prepareState(prepare, await readState(of)));
    this.#prepared = of;
    return compute(model, engine, images, batch);
  }
}
