import * as dsl from '@resnet-compile/dsl';
import { nearest, shown } from '@resnet-compile/options';
import { published } from '@resnet-compile/weights/published';
import { UserError } from '../user-error.ts';
import type { Config } from './config.ts';
import type { PublishedNetwork } from './published-network.ts';

/** A network by timm's `config.json`: `{ architecture, num_classes, pretrained_cfg }`. @throws {UserError} where it is none that there is. */
export function ofTimm(repository: string, config: Config): PublishedNetwork {
  const architecture = config.text('architecture') ?? '';
  const classes = config.count('num_classes') ?? config.within('pretrained_cfg').count('num_classes');
  if (!isMaker(architecture)) {
    const near = nearest(architecture, [...new Set(published.map((each) => each.architecture))]);
    throw new UserError(
      `hf:${repository} is timm's architecture ${shown(architecture)}, which is no network of this family${near === undefined ? '' : `; the nearest is ${near}`}. docs/family.md lists them; nothing was written.`,
    );
  }
  // Before timm 0.9, all of it stood in one object.
  const said = config.has('pretrained_cfg') ? config.within('pretrained_cfg') : config;
  const input = said.counts('input_size') ?? [3, 224, 224];
  const [mean, std] = [said.colours('mean'), said.colours('std')];
  const tested = said.counts('test_input_size');
  return {
    repository,
    maker: architecture,
    options: { input, classes: classes ?? 1000 },
    licence: said.text('license'),
    images: mean &&
      std && {
        side: input[1] ?? 224,
        crop: said.number('crop_pct'),
        interpolation: said.text('interpolation'),
        mean,
        std,
        tested: tested?.[1] === undefined ? undefined : { side: tested[1], crop: said.number('test_crop_pct') },
      },
    notes: [
      ...(classes === undefined ? ['Its config.json says no number of classes: 1000 is a guess.'] : []),
      ...(config.within('model_args').size
        ? ['Its config.json has model_args, which change the network and are not taken over here.']
        : []),
    ],
  };
}

/** Whether a function of that name makes a network out of classes alone. */
function isMaker(name: string): boolean {
  const make: unknown = Object.hasOwn(dsl, name) ? (dsl as Readonly<Record<string, unknown>>)[name] : undefined;
  try {
    const made: unknown = typeof make === 'function' ? make({ classes: 10 }) : undefined;
    return dsl.isNetwork(made) && made.problems.length === 0;
  } catch {
    return false;
  }
}
