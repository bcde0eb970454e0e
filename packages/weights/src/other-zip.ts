import { shownName } from '@resnet-compile/options';

type Kind = {
  readonly is: (names: readonly string[]) => boolean;
  readonly what: string | ((names: readonly string[]) => string);
};

const has =
  (pattern: RegExp): Kind['is'] =>
  (names) =>
    names.some((name) => pattern.test(name));

const weightFile = /\.(pth|pt|th|ckpt|bin|safetensors)(\.tar)?$/i;
const weightFiles = (names: readonly string[]): readonly string[] =>
  names.filter((name) => weightFile.test(name) && !name.startsWith('__MACOSX/'));

/** Zip archives that hold weights in other ways than torch.save has. The first that holds. */
const kinds: readonly Kind[] = [
  {
    is: has(/(^|\/)(constants\.pkl|code\/.*\.py|bytecode\.pkl)$/),
    what: "is TorchScript, a program (torch.jit.save); save its weights: torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')",
  },
  {
    is: (names) => has(/(^|\/)model\.json$/)(names) && has(/(^|\/)(code|tensors)\//)(names),
    what: "is TorchScript of PyTorch before 1.2, a program (torch.jit.save); save its weights: torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')",
  },
  {
    is: has(/(^|\/)(archive_format|serialized_exported_program\.json|models\/model\.json)$/),
    what: "is an exported program (torch.export, .pt2); save its weights: torch.save(torch.export.load(FILE).state_dict, 'weights.pth')",
  },
  {
    is: has(/(^|\/)\.data\/extern_modules$/),
    what: 'is a package of code (torch.package); load the module from it, and save its state dict: torch.save(model.state_dict(), FILE)',
  },
  {
    is: has(/(^|\/)(model\.weights\.h5|keras_metadata\.pb)$/),
    what: 'is a Keras model; load it there, and write its weights with safetensors.numpy.save_file, filters as [out, in, height, width]',
  },
  {
    is: has(/(^|\/)saved_model\.pb$/),
    what: 'is a zip archive of a TensorFlow model; load it there, and write its weights with safetensors.numpy.save_file, filters as [out, in, height, width]',
  },
  {
    is: (names) => names.length > 0 && names.every((name) => name.endsWith('.npy')),
    what: 'is NumPy arrays (.npz); write them as safetensors: safetensors.numpy.save_file(dict(numpy.load(FILE)), OUT)',
  },
  {
    is: (names) => !has(/(^|\/)data\.pkl$/)(names) && weightFiles(names).length > 0,
    what: (names) =>
      `is a zip archive that holds ${weightFiles(names).slice(0, 5).map(shownName).join(', ')}; unpack it, and give that`,
  },
];

/** The end of a sentence on a zip archive that torch.save did not write, by the names of its entries; otherwise undefined. */
export function describeZip(names: readonly string[]): string | undefined {
  const what = kinds.find(({ is }) => is(names))?.what;
  return typeof what === 'function' ? what(names) : what;
}
