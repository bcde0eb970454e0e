/** What the trainer needs of a network: what `load()` of a module compiled with --train gives. */
export interface TrainableNetwork {
  /** What a step takes, so that data that do not fit are refused before the first one. */
  readonly training?: TrainingInfo;
  /** One step of the optimiser. Rejects, and changes nothing, where it cannot be made. */
  trainStep(options: TrainingStep): Promise<TrainingStepResult>;
  /** N×C×H×W in, N×classes out. */
  predict(images: Float32Array | Uint8Array): Promise<Float32Array>;
  /** The same of the moving average, where `training.average` says that there is one. */
  predictAveraged?(images: Float32Array | Uint8Array): Promise<Float32Array>;
  /** Makes the running statistics of the average those of some batches, called for one after the other from index 0 on. */
  estimateStatistics?(batch: {
    /** N×C×H×W; bytes stand for 0…1. */
    readonly images: Float32Array | Uint8Array;
    /** Which of the batches it is. */
    readonly index: number;
  }): Promise<void>;
  /** Every parameter and running statistic under its name; the trainer takes the names of the weights from it. */
  stateDict(): Promise<Record<string, Float32Array>>;
  /** All that it takes to go on, as a safetensors file. */
  checkpoint(): Promise<Uint8Array>;
  /** Goes on from such a file, bit for bit. */
  restore(checkpoint: Uint8Array): Promise<void>;
}

/** What a step takes, and how it was declared. */
export interface TrainingInfo {
  /** Channels, height and width of an image. */
  readonly input: readonly [channels: number, height: number, width: number];
  /** Number of classes. */
  readonly classes: number;
  /** Optimiser and loss as declared, as plain data. A run goes on with the same. */
  readonly declaration: object;
  /** Whether the running statistics of the moving average are to be estimated before it is used; null where none is declared. */
  readonly average?: 'averaged' | 'estimated' | null;
  /** What a batch has to be. */
  readonly batch: {
    /** The number of its images is a multiple of this. */
    readonly multiple: number;
    /** The fewest images that a step can be made on. */
    readonly least: number;
  };
}

/** What a step is made on. */
export interface TrainingStep {
  /** N×C×H×W; bytes stand for 0…1. */
  readonly images: Float32Array | Uint8Array;
  /** A class per image, or a distribution over the classes per image, N×classes. */
  readonly labels: Int32Array | Float32Array;
  /** Of this step alone. */
  readonly learningRate: number;
  /** Called between backward pass and update with gradients and new running statistics; what it returns takes their place. */
  readonly onGradients?: (values: Float32Array) => Float32Array | Promise<Float32Array>;
}

/** What a step found before it changed anything. */
export interface TrainingStepResult {
  /** Mean over the batch. */
  readonly loss: number;
  /** How many images of the batch were classified right. */
  readonly correct: number;
}
