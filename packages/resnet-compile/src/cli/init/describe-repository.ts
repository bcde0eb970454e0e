import { shown } from '@resnet-compile/options';
import { hub, WeightsError } from '@resnet-compile/weights';
import { published, similarCheckpoints } from '@resnet-compile/weights/published';
import { UserError } from '../user-error.ts';
import { Config } from './config.ts';
import { ofCheckpoint } from './of-checkpoint.ts';
import { ofTimm } from './of-timm.ts';
import { ofTransformers } from './of-transformers.ts';
import type { PublishedNetwork } from './published-network.ts';

/**
 * The network of a repository: by the registry, without a network, or by what its `config.json` says.
 *
 * @throws {UserError} where that cannot be read, or is of another network.
 */
export async function describeRepository(repository: string): Promise<PublishedNetwork> {
  const known = published.find((each) => each.hub === repository);
  if (known) return ofCheckpoint(known);
  const config = await read(repository, 'config.json');
  if (config.has('architecture')) return ofTimm(repository, config);
  if (config.text('model_type') === 'resnet')
    return ofTransformers(
      repository,
      config,
      await read(repository, 'preprocessor_config.json').catch(() => undefined),
    );
  const said = config.text('model_type');
  throw new UserError(
    `hf:${repository}: its config.json ${said === undefined ? 'says no architecture' : `is of model_type ${shown(said)}`}; expected timm's "architecture", or the model_type "resnet" of transformers. Write the network with resnet() of resnet-compile; nothing was written.`,
  );
}

async function read(repository: string, file: string): Promise<Config> {
  try {
    const bytes = await hub(repository, { file }).bytes();
    return new Config(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError(`hf:${repository}: ${file} is no JSON; nothing was written.`);
    if (!(error instanceof WeightsError || error instanceof TypeError)) throw error;
    const similar = similarCheckpoints(repository);
    throw new UserError(
      `${error.message}\n${similar.length ? `Known without asking are ${similar.map((name) => `hf:timm/${name}`).join(', ')}; ` : ''}nothing was written.`,
    );
  }
}
