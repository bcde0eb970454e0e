import type { Checkpoint } from '@resnet-compile/weights/published';
import type { PublishedNetwork } from './published-network.ts';

/** A network of which the registry knows everything. */
export const ofCheckpoint = ({
  hub,
  architecture,
  classes,
  input,
  licence,
  crop,
  interpolation,
  mean,
  std,
  testInput,
  testCrop,
}: Checkpoint): PublishedNetwork => ({
  repository: hub,
  maker: architecture,
  options: { input, classes },
  licence: licence ?? undefined,
  images: {
    side: input[1],
    crop,
    interpolation,
    mean,
    std,
    tested: testInput || testCrop !== null ? { side: (testInput ?? input)[1], crop: testCrop ?? undefined } : undefined,
  },
  notes: [],
});
