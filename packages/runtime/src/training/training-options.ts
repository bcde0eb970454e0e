/** How a module's training step is declared; plain data in the compiled module. */
export interface TrainingDeclaration {
  readonly optimizer: OptimizerDeclaration;
  readonly labelSmoothing: number;
  /** Largest global norm of the gradients. */
  readonly clipNorm: number | null;
  /** Parts into which a batch is cut; their gradients are averaged. */
  readonly accumulate: number;
  /** Decay of the moving average of the parameters. */
  readonly ema: number | null;
  /** Whether a convolution's fan is that of its inputs; else of its outputs. */
  readonly fanIn: boolean;
  /** Scales that begin at 0. */
  readonly zeroGammas: readonly string[];
}

interface Decay {
  readonly weightDecay: number;
  /** What decays: all parameters, or tensors of two or more dimensions alone. */
  readonly decay: 'all' | 'weights';
}

export type OptimizerDeclaration =
  | ({ readonly kind: 'sgd'; readonly momentum: number; readonly nesterov: boolean } & Decay)
  | ({ readonly kind: 'adamW'; readonly betas: readonly [number, number]; readonly epsilon: number } & Decay);

/** How many tensors of moments an optimiser keeps per parameter. */
export const momentsOf = (optimizer: OptimizerDeclaration): number => (optimizer.kind === 'adamW' ? 2 : optimizer.momentum === 0 ? 0 : 1);
