import { published, type Checkpoint } from '@resnet-compile/weights/published';

/** The published checkpoint that weights by name are. */
export function checkpointOf(weights: unknown): Checkpoint | undefined {
  const { repository } = (weights ?? {}) as { readonly repository?: unknown };
  return published.find(({ hub }) => hub === repository);
}
