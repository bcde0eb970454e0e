/** What `model.parameters` says besides, in a module that trains. */
export const ofTrainedParameters = `  /** A step does not change it: it has no gradient, and is no running statistic that moves. */
  readonly frozen?: true;
  /** Times the learning rate of a step; 1 where nothing is said. */
  readonly rate?: number;
  /** Its weight decay, where it is not the optimiser's. */
  readonly decay?: number;
`;

/** What the `.d.ts` of a module that trains has besides. */
export const trainingDeclarations = (
  input: readonly number[],
  classes: number,
): string => `/** What a step or an evaluation found. */
export interface StepResult {
  /** Mean over the batch. */
  readonly loss: number;
  /** Images whose class had the largest logit: of a step, before it changed anything. */
  readonly correct: number;
}

/** Images and what they show; \`transfer\` is about both. */
export interface Batch extends TakeOptions {
  /** N×${input.join('×')}, row-major; bytes stand for 0…1. */
  readonly images: Images;
  /** A class per image, or probabilities of the classes per image, N×${classes}. */
  readonly labels: Int32Array | Float32Array;
}

/** A batch on which the loss is differentiated. */
export interface BatchToDifferentiateOn extends Batch {
  /**
   * By what: names or patterns, such as \`layer1.*.weight\`, of trained parameters and of the layers that the model file's \`training\`
   * names as its \`gradients\`; all where nothing is said.
   */
  readonly of?: readonly string[];
}

/** Gradients of the loss, with what a step would have found. */
export interface LossGradients extends StepResult {
  /** By name: of a parameter its shape, of a layer N×shape, row-major. */
  readonly gradients: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

/** One of the batches on which an average's running statistics are estimated. */
export interface BatchToEstimateOn extends TakeOptions, Pick<Batch, 'images'> {
  /** Which of them it is: 0 begins anew. */
  readonly index: number;
}

/** What one step is made on. */
export interface StepOptions extends Batch {
  /** Of this step alone, at least 0. */
  readonly learningRate: number;
  /**
   * Called between backward and update with all gradients, in the order of the parameters, and then the new running
   * statistics, of what is not frozen; what it returns takes their place. A call of the network within it is refused. Not where the network lives in a worker, as in a page: load with \`worker: false\`.
   */
  readonly onGradients?: (values: Float32Array<ArrayBuffer>) => Float32Array | Promise<Float32Array>;
}

/** What a step takes, and how it was declared. */
export interface TrainingInfo {
  /** Channels, height and width of an image. */
  readonly input: readonly [channels: number, height: number, width: number];
  /** Number of classes. */
  readonly classes: number;
  /** Optimiser and loss as declared, with their defaults; plain data. */
  readonly declaration: object;
  /** Whether the running statistics of the moving average are to be estimated before it is used; null where none is declared. */
  readonly average: 'averaged' | 'estimated' | null;
  /** What a batch has to be. */
  readonly batch: {
    /** The number of its images is a multiple of this. */
    readonly multiple: number;
    /** The fewest images that a step can be made on. */
    readonly least: number;
  };
}

/** A loaded network that trains. */
export interface TrainingNetwork extends Network {
  /** What a step takes, and how it was declared. */
  readonly training: TrainingInfo;
  /**
   * One step of the declared optimiser. Where the loss, a gradient or a statistic is not finite, it throws and changes
   * nothing.
   * @throws {TypeError} for images or labels that do not fit.
   */
  trainStep(options: StepOptions): Promise<StepResult>;
  /**
   * The gradients of the loss that a step on this batch would make its update of, before clipping and decay; finite or not. Nothing
   * changes.
   * @throws {TypeError} for images or labels that do not fit, {RangeError} for a pattern that fits no name.
   */
  gradients(batch: BatchToDifferentiateOn): Promise<LossGradients>;
  /** Loss and number of correct images with running statistics, for any number of images. */
  evaluate(batch: Batch): Promise<StepResult>;
  /** The moving average of parameters and running statistics; throws where none is declared. */
  averagedStateDict(): Promise<StateDict>;
  /** \`predict\` of the average. */
  predictAveraged: Network['predict'];
  /** \`run\` of the average. */
  runAveraged: Network['run'];
  /** \`evaluate\` of the average. */
  evaluateAveraged(batch: Batch): Promise<StepResult>;
  /**
   * Estimates the average's running statistics on one of several batches, called for one after the other. Without, they
   * are averaged like the parameters.
   */
  estimateStatistics(batch: BatchToEstimateOn): Promise<void>;
  /** Parameters, running statistics, optimiser and step, as a safetensors file. */
  checkpoint(): Promise<Uint8Array<ArrayBuffer>>;
  /** Continues from a checkpoint, bit for bit; throws, and changes nothing, where it is another network's. */
  restore(checkpoint: Uint8Array, options?: TakeOptions): Promise<void>;
}

`;
