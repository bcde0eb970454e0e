import { compileModule, type Stages } from '@resnet-compile/driver';
import type { ClassifyingOptions, LoadedNetwork, LoadOptions } from '@resnet-compile/vision';
import { hub, WeightsError, type HubWeights } from '@resnet-compile/weights';
import { published } from '@resnet-compile/weights/published';
import { chooseExport } from './choose-export.ts';
import { optionalPackage } from './optional-package.ts';
import { readLabels, readPreprocess } from './read-classes.ts';
import { readNetworks, type BuiltExport } from './read-models.ts';
import { UserError } from './user-error.ts';
import { weightsOfFile } from './weights-of-file.ts';

/** What commands are told that have a network look at pictures. */
export interface WeightsOptions {
  readonly weights?: string;
  readonly labels?: string;
  readonly preprocess?: string;
  readonly export?: string;
}

/** What they have of it: a network, its weights, and how pictures are prepared and classes called where that was said. */
export interface WithWeights extends Pick<ClassifyingOptions, 'preprocess' | 'labels'> {
  readonly chosen: BuiltExport;
  readonly weights: Uint8Array | HubWeights;
}

/**
 * Reads what a command was told of a network that is to look at pictures, and does its work with it.
 * @param command as messages name it
 * @throws {UserError} for what is missing or cannot be read, and for what the work finds wrong with that.
 */
export async function withWeights<Result>(
  command: string,
  model: string,
  { weights: from, preprocess, labels, export: wanted }: WeightsOptions,
  work: (given: WithWeights) => Promise<Result>,
): Promise<Result> {
  if (from === undefined)
    throw new UserError(
      `${command}: it is not said with which weights; expected --weights and a file, or hf:timm/resnet18.a1_in1k, the name of a repository on the Hugging Face hub`,
    );
  const repository = /^hf:(.+)$/.exec(from)?.[1];
  const isPublished = published.some((each) => each.hub === repository);
  const { DataError } = await optionalPackage(
    command,
    'pictures are read',
    '@resnet-compile/vision',
    () => import('@resnet-compile/vision'),
  );
  const chosen = chooseExport(await readNetworks(model), wanted, model);
  const file = repository === undefined ? await weightsOfFile(chosen, from) : undefined;
  if (preprocess === undefined && file?.says.preprocess === undefined && !isPublished)
    throw new UserError(
      `${command}: it is not known how pictures were prepared for ${from}; add --preprocess with the name of a published checkpoint whose images were prepared alike, such as resnet50.a1_in1k, or a JSON file of { "mean": […], "std": […], "crop": 0.875, "interpolation": "bilinear" }`,
    );
  const given = {
    ...file?.says,
    ...(preprocess === undefined ? {} : { preprocess: await readPreprocess(command, preprocess) }),
    ...(labels === undefined ? {} : { labels: await readLabels(command, labels) }),
  };
  try {
    const weights = file?.bytes ?? hubWeights(command, repository ?? '');
    return await work({ ...given, chosen, weights });
  } catch (error) {
    // What the network's own `load` finds wrong with weights is the user's to mend as well.
    const isTheirs =
      error instanceof DataError ||
      error instanceof WeightsError ||
      error instanceof RangeError ||
      error instanceof TypeError ||
      (error instanceof Error && error.message.startsWith(`${chosen.name}: `));
    if (isTheirs) throw new UserError(`${command}: ${error.message.replace(`${command}: `, '')}`);
    throw error;
  }
}

function hubWeights(command: string, repository: string): HubWeights {
  try {
    return hub(repository);
  } catch (error) {
    throw new UserError(`${command}: --weights: ${(error as Error).message}`);
  }
}

/** The network compiled for the CPU, in memory. */
export async function loadOf(stages: Stages): Promise<(options: LoadOptions) => Promise<LoadedNetwork>> {
  const { module } = compileModule(stages, { target: 'cpu' });
  const { load } = (await import(`data:text/javascript;base64,${Buffer.from(module).toString('base64')}`)) as {
    readonly load: (options: LoadOptions) => Promise<LoadedNetwork>;
  };
  return load;
}
