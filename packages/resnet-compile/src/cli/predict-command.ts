import { lower, simplify } from '@resnet-compile/compiler';
import { compileModule } from '@resnet-compile/driver';
import type { ClassifyingOptions, LoadedNetwork, LoadOptions } from '@resnet-compile/vision';
import { hub, WeightsError, writeSafetensors, type HubWeights } from '@resnet-compile/weights';
import { published } from '@resnet-compile/weights/published';
import { Command } from 'commander';
import { bars } from './bars.ts';
import { chooseExport } from './choose-export.ts';
import { count, named } from './option-kinds.ts';
import { readLabels, readPreprocess } from './read-classes.ts';
import { readNetworks, type BuiltExport } from './read-models.ts';
import { readWeightFiles } from './read-weight-files.ts';
import { exported } from './usual-options.ts';
import { stateOfFile } from './state-of-file.ts';
import { UserError } from './user-error.ts';

export interface PredictOptions {
  readonly weights?: string;
  readonly top: number;
  readonly labels?: string;
  readonly preprocess?: string;
  readonly export?: string;
  readonly json?: boolean;
}

/** `resnet-compile predict model.ts cat.jpg --weights hf:timm/resnet18.a1_in1k`: compiles a network, and says what is in pictures. */
export async function predict(model: string, pictures: readonly string[], options: PredictOptions): Promise<void> {
  const { weights: from, preprocess, labels } = options;
  if (from === undefined)
    throw new UserError(
      'predict: it is not said with which weights; expected --weights and a file, or hf:timm/resnet18.a1_in1k, the name of a repository on the Hugging Face hub',
    );
  const repository = /^hf:(.+)$/.exec(from)?.[1];
  const isPublished = published.some((each) => each.hub === repository);
  if (preprocess === undefined && !isPublished)
    throw new UserError(
      `predict: it is not known how pictures were prepared for ${from}; add --preprocess with the name of a published checkpoint whose images were prepared alike, such as resnet50.a1_in1k, or a JSON file of { "mean": […], "std": […], "crop": 0.875, "interpolation": "bilinear" }`,
    );
  const { classifier, DataError } = await loadVision();
  const chosen = chooseExport(await readNetworks(model), options.export, model);
  const given: ClassifyingOptions = {
    ...(preprocess === undefined ? {} : { preprocess: await readPreprocess(preprocess) }),
    ...(labels === undefined ? {} : { labels: await readLabels(labels) }),
  };
  try {
    const weights = repository === undefined ? await weightsOfFile(chosen, from) : hubWeights(repository);
    const classify = await classifier(await loadOf(chosen), { ...given, weights, device: 'cpu', v8Flags: 'set' });
    const found = await classify(pictures, { top: options.top });
    await classify.dispose();
    const results = pictures.map((picture, at) => ({ picture, labels: found[at] ?? [] }));
    process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : bars(results));
  } catch (error) {
    // What the network's own `load` finds wrong with weights is the user's to mend as well.
    const isTheirs =
      error instanceof DataError ||
      error instanceof WeightsError ||
      error instanceof RangeError ||
      error instanceof TypeError ||
      (error instanceof Error && error.message.startsWith(`${chosen.name}: `));
    if (isTheirs) throw new UserError(`predict: ${error.message}`);
    throw error;
  }
}

/** Not everybody who compiles wants it and its decoders. */
async function loadVision(): Promise<typeof import('@resnet-compile/vision')> {
  try {
    return await import('@resnet-compile/vision');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError(
      'predict: pictures are read by the package @resnet-compile/vision, which is not installed here: npm install @resnet-compile/vision',
    );
  }
}

function hubWeights(repository: string): HubWeights {
  try {
    return hub(repository);
  } catch (error) {
    throw new UserError(`predict: --weights: ${(error as Error).message}`);
  }
}

/** A file's tensors under the names of the network, as a safetensors file. */
async function weightsOfFile({ stages: { graph } }: BuiltExport, path: string): Promise<Uint8Array> {
  const { parameters } = lower(simplify(graph));
  const { state } = stateOfFile(path, await readWeightFiles(path), parameters, graph, {});
  return writeSafetensors(state.values());
}

async function loadOf({ stages }: BuiltExport): Promise<(options: LoadOptions) => Promise<LoadedNetwork>> {
  const { module } = compileModule(stages, { target: 'cpu' });
  const { load } = (await import(`data:text/javascript;base64,${Buffer.from(module).toString('base64')}`)) as {
    readonly load: (options: LoadOptions) => Promise<LoadedNetwork>;
  };
  return load;
}

export const predictCommand = new Command('predict')
  .description('says what is in pictures, by a network with its weights; needs the package @resnet-compile/vision')
  .argument('<model>', 'a model file')
  .argument('<file...>', 'pictures: JPEG, PNG, WebP, GIF, BMP or TIFF files, or addresses')
  .addOption(
    named(
      '--weights <file>',
      'the weights, safetensors or PyTorch, under any names that weights convert knows, or hf:timm/resnet18.a1_in1k, the name of a repository',
    ),
  )
  .addOption(count('--top <count>', 'how many labels', 'a positive whole number').default(5))
  .addOption(
    named(
      '--labels <names>',
      'what the classes are called: imagenet-1k, or a file with a name on each line, or a JSON list',
    ),
  )
  .addOption(
    named(
      '--preprocess <rule>',
      'how pictures are prepared, where the weights are no published ones: the name of a published checkpoint, or a JSON file',
    ),
  )
  .addOption(exported())
  .option('--json', 'print JSON instead of bars')
  .action((model: string, pictures: readonly string[], options: PredictOptions) => predict(model, pictures, options));
