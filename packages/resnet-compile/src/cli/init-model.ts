import { existsSync } from 'node:fs';
import { shown, shownName } from '@resnet-compile/options';
import { describeRepository } from './init/describe-repository.ts';
import { modelText } from './init/model-text.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface InitOptions {
  readonly from?: string;
  readonly out: string;
  readonly force?: boolean;
}

/** `resnet-compile init --from hf:timm/resnet50.a1_in1k`: writes the model file of a published network. */
export async function initModel({ from, out, force }: InitOptions): Promise<void> {
  const example = '--from hf:timm/resnet50.a1_in1k';
  if (from === undefined)
    throw new UserError(
      `init: it is not said of which network; expected ${example}, the name of a repository. Nothing was written.`,
    );
  const [, repository] = /^hf:(.+)$/.exec(from) ?? [];
  if (repository === undefined)
    throw new UserError(
      `init: --from is ${shown(from)}; expected hf: and a repository's owner and name on the Hugging Face hub, as in ${example}. Nothing was written.`,
    );
  if (existsSync(out) && !force)
    throw new UserError(
      `${out} is there already; nothing was written. Add --force, or choose another file with --out.`,
    );
  const network = await describeRepository(repository);
  await writeFiles(new Map([[out, modelText(network)]]));
  process.stdout.write(
    `${from} → ${out}: ${network.maker}, licence ${network.licence === undefined ? 'not stated' : shownName(network.licence)}\n${network.notes.map((note) => `${note}\n`).join('')}`,
  );
}
