/** The dialects of parameter names, as pure functions from a file's names to ours. */

/** Ours are torchvision's (`layer1.0.bn1.weight`) and, for pre-activation networks, timm's `resnetv2`. */
export type NameRule = { readonly dialect: string; readonly rename: (name: string) => string };

const prefixes = /^(?:(?:module|model|_orig_mod|net|network|backbone|encoder)\.)+/;

/** Replaces in order; each replacement sees the result of the one before. */
const replacing =
  (...replacements: readonly (readonly [RegExp, string])[]) =>
  (name: string): string =>
    replacements.reduce((renamed, [from, to]) => renamed.replace(from, to), name);

const stages = (name: string): string =>
  name.replace(
    /^layer(\d+)\.(\d+)\./,
    (_, stage: string, block: string) => `stages.${Number(stage) - 1}.blocks.${block}.`,
  );

const cifar: NameRule['rename'] = replacing(
  [/^(?:linear|classifier)\./, 'fc.'],
  [/\.shortcut\.([01])\./, '.downsample.$1.'],
);

const preactivation: NameRule['rename'] = replacing(
  [/^conv1\./, 'stem.conv.'],
  [/^bn\./, 'norm.'],
  [/^(?:linear|classifier|fc)\./, 'head.fc.'],
  [/\.bn(\d)\./, '.norm$1.'],
  [/\.(?:shortcut|downsample)\.0\./, '.downsample.conv.'],
);

/** From the most to the least literal; the first that matches the most names is taken. */
export const nameRules: readonly NameRule[] = [
  { dialect: 'torchvision and timm', rename: (name: string) => name },
  // akamaster/pytorch_resnet_cifar10, kuangliu/pytorch-cifar.
  { dialect: 'CIFAR repositories', rename: cifar },
  // kuangliu/pytorch-cifar's preact_resnet.py; norm and shortcut are where timm's resnetv2 has them.
  { dialect: 'CIFAR repositories, pre-activation', rename: (name: string) => preactivation(stages(name)) },
].flatMap(({ dialect, rename }) => [
  { dialect, rename },
  // DataParallel's `module.`, Lightning's `model.`, torch.compile's `_orig_mod.`, in any order.
  { dialect: `${dialect}, with a prefix`, rename: (name: string) => rename(name.replace(prefixes, '')) },
]);
