import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { chooseDictionary } from '../src/choose-dictionary.ts';
import { listWeights, mapNames, matchState, readWeightsFile } from '../src/index.ts';
import { readPickle } from '../src/pickle.ts';
import { torchContents } from '../src/torch-contents.ts';
import { torchMeaning } from '../src/torch-meaning.ts';
import { errorOf, fixture } from './fixture.ts';

describe('files that PyTorch wrote: fixtures/kinds/make-kinds.py', () => {
  test.each([
    ['protocol0', 'state_dict', []],
    ['protocol1', 'state_dict', []],
    ['protocol3', 'state_dict', []],
    ['protocol4', 'state_dict', []],
    ['protocol5', 'state_dict', []],
    ['subclass', '', []],
    ['dictionary-class', 'state', []],
    ['attribute', 'holder.net', []],
    ['optimizer', 'net_g', []],
    ['others-beside', 'weights_of_net', []],
    ['generator-discriminator', 'generator', ['discriminator']],
  ])('%s', (name, ...place) => {
    const { tensors, taken, others } = readWeightsFile(fixture(`kinds/${name}.pth`));
    expect([taken, others]).toEqual(place);
    expect([...tensors.values()]).toEqual([
      { name: 'fc.weight', shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
      { name: 'fc.bias', shape: [2], data: Float32Array.of(0, 1) },
    ]);
  });

  test.each([
    ['sparse.pth', 'fc.weight is sparse; save it as tensor.to_dense()'],
    ['sparse-csr.pth', 'fc.weight is sparse; save it as tensor.to_dense()'],
    ['quantised.pth', 'fc.weight is quantised; save the network before it was quantised, or the tensor as float32'],
    ['complex.pth', 'fc.weight is complex, and networks here are real; save its real part'],
    ['meta.pth', 'fc.weight is on the device "meta" and has no values; save the network after its weights were loaded'],
    ['lazy.pth', 'weight has no values yet, as its layer is lazy; save the network after it has run once'],
    [
      'arrays.pth',
      'holds NumPy arrays under model; make tensors of them, { name: torch.from_numpy(array) }, and save these',
    ],
    [
      'module.pth',
      'holds the module itself under net, an object of the class torch.nn.modules.container.Sequential, which code alone could make; save its state dict, where that code is: torch.save(torch.load(FILE)["net"].state_dict(), \'weights.pth\')',
    ],
    [
      'torchscript.pt',
      "the file is TorchScript, a program (torch.jit.save); save its weights: torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')",
    ],
    [
      'arrays.npz',
      'the file is NumPy arrays (.npz); write them as safetensors: safetensors.numpy.save_file(dict(numpy.load(FILE)), OUT)',
    ],
    [
      'pickled.pkl',
      'the file is a pickle of tensors that pickle.dump wrote, and not torch.save; load it, and save it with torch.save(state_dict, FILE)',
    ],
    ['pickled-arrays.pkl', 'the file is a pickle of NumPy arrays (Detectron, Paddle, …)'],
    [
      'data.pkl',
      'the file is the part data.pkl of a PyTorch file, whose weights stand beside it; give the file that it was unpacked from',
    ],
  ])('%s is refused', (name, what) => {
    expect(errorOf(() => readWeightsFile(fixture(`kinds/${name}`)))).toContain(what);
  });

  test.each([
    [
      'pruned.pth',
      "fc.weight is pruned: it is weight_orig times weight_mask; make plain weights of it, and of all like it, before the network is saved: torch.nn.utils.prune.remove(module, 'weight')",
    ],
    [
      'weight-norm.pth',
      "fc.weight is a length, weight_g, times a direction, weight_v (weight_norm); make plain weights of it, and of all like it, before the network is saved: torch.nn.utils.remove_weight_norm(module, 'weight')",
    ],
    ['spectral-norm.pth', "torch.nn.utils.remove_spectral_norm(module, 'weight')"],
    ['parametrised.pth', "torch.nn.utils.parametrize.remove_parametrizations(module, 'weight')"],
  ])('%s is read, and no network has such weights', (name, what) => {
    const { tensors } = readWeightsFile(fixture(`kinds/${name}`));
    const expected = [
      { name: 'fc.weight', shape: [2, 3] },
      { name: 'fc.bias', shape: [2] },
    ];
    expect(errorOf(() => matchState(mapNames(tensors, expected).mapped, expected))).toContain(what);
  });
});

test('what stands beside dictionaries of tensors', () => {
  expect(listWeights(fixture('kinds/optimizer.pth')).rest).toEqual([
    ['optimizer', 'the state of an optimizer'],
    ['states', 'a list of 1'],
  ]);
});

test('of several dictionaries, the one that has what the network has', () => {
  const expected = [{ name: 'head.weight', shape: [1, 1] }];
  const { tensors, taken, others } = readWeightsFile(fixture('kinds/generator-discriminator.pth'), { expected });
  expect([[...tensors.keys()], taken, others]).toEqual([['fc.weight'], 'discriminator', ['generator']]);
  const same = [{ name: 'fc.weight', shape: [2, 3] }];
  expect(readWeightsFile(fixture('mini/timm-ema.pth'), { expected: same }).taken).toBe('state_dict_ema');
});

test('a file of which tensors repeat the same values endlessly', () => {
  const half = Uint8Array.from({ length: 40_000 }, (_, at) => at & 1);
  const names = Array.from({ length: 1_000 }, (_, at) => `S'${at}.weight'\ng1\ns`).join('');
  const first = `ctorch._utils\n_rebuild_tensor_v2\n(${storage('ctorch\nHalfStorage\n', 20_000)}I0\n(I20000\nt(I1\nttRp1\n`;
  const data = `(dS'first.weight'\n${first}s${names}.`;
  const bytes = zipSync({ 'a/data.pkl': ofText(data), 'a/data/0': half }, { level: 0 });
  expect(errorOf(() => readWeightsFile(bytes))).toMatch(
    /take \d+ bytes, of a file of \d+: they repeat the same values/,
  );
});

describe('zip archives of other programs', () => {
  test.each<readonly [names: readonly string[], what: string]>([
    [['metadata.json', 'config.json', 'model.weights.h5'], 'is a Keras model'],
    [['model/saved_model.pb', 'model/variables/variables.index'], 'is a zip archive of a TensorFlow model'],
    [
      ['net/archive_format', 'net/models/model.json', 'net/data/weights/weight_0'],
      'is an exported program (torch.export, .pt2)',
    ],
    [
      ['serialized_exported_program.json', 'serialized_state_dict.pt', 'version'],
      'is an exported program (torch.export, .pt2)',
    ],
    [['net/.data/extern_modules', 'net/.data/version', 'net/code.py'], 'is a package of code (torch.package)'],
    [['net/model.json', 'net/tensors/0', 'net/code/net.py'], 'is TorchScript'],
    [
      ['__MACOSX/._net.pth', 'run 1/net.pth', 'readme.md'],
      'is a zip archive that holds "run 1/net.pth"; unpack it, and give that',
    ],
    [
      ['readme.md'],
      'the zip archive should have one data.pkl, as torch.save writes it, but has 0 (entries: readme.md)',
    ],
  ])('%j', (names, what) => {
    const bytes = zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(3)])));
    expect(errorOf(() => readWeightsFile(bytes))).toContain(what);
  });
});

const ofText = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const bytes = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer);

/** What is under the name `a` in a dictionary, by this pickle. */
function read(pickle: string): readonly [shape: readonly number[], data: readonly number[]] | undefined {
  const { value } = readPickle(ofText(`(dS'a'\n${pickle}s.`), torchMeaning, 'the pickle');
  const tensors = torchContents({ format: '', size: 0 }, value, () => bytes).dictionaries[0]?.tensors;
  const [tensor, other] = [...(tensors?.values() ?? [])];
  other?.read();
  return tensor && [tensor.shape, [...tensor.read()]];
}

const storage = (type = 'ctorch\nFloatStorage\n', numel = 6): string =>
  `(S'storage'\n${type}S'0'\nS'cpu'\nI${numel}\ntQ`;
const view = 'I0\n(I2\nI3\nt(I3\nI1\nt';
const tensor = `ctorch._utils\n_rebuild_tensor_v2\n(${storage()}${view}I00\nNtR`;
const typed = (dtype: string): string =>
  `ctorch._utils\n_rebuild_tensor_v3\n(${storage('ctorch.storage\nUntypedStorage\n', 24)}${view}I00\nNctorch\n${dtype}\ntR`;

describe('tensors of every age and wrapper', () => {
  test.each([
    ['a tensor', tensor],
    ['of PyTorch 0.2', `ctorch._utils\n_rebuild_tensor\n(${storage()}${view}tR`],
    ['on a GPU', `ctorch._utils\n_rebuild_tensor_v2\n(${storage('ctorch.cuda\nFloatStorage\n')}${view}I00\nNtR`],
    ['of a type that has no storage of its own', typed('float32')],
    ['a parameter', `ctorch._utils\n_rebuild_parameter\n(${tensor}I01\nNtR`],
    ['with a state', `ctorch._utils\n_rebuild_parameter_with_state\n(${tensor}I01\nN(dS'x'\nI1\nstR`],
    ['the class', `ctorch.nn.parameter\nParameter\n(${tensor}tR(I01\nI00\nNtb`],
    ['by NEWOBJ', `ctorch.nn.parameter\nParameter\n(${tensor}I01\nt\x81`],
    ['by INST', `(${tensor}itorch.nn\nParameter\n`],
    ['a buffer', `ctorch.nn.parameter\nBuffer\n(${tensor}I01\ntR`],
    ['a variable', `ctorch.autograd.variable\nVariable\n(${tensor}tR(I01\nI00\nNtb`],
    [
      'a subclass',
      `ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nclib\nT\n(${storage()}${view}I00\nNt(dtR`,
    ],
    [
      'a subclass of PyTorch 1.7',
      `ctorch.tensor\n_rebuild_from_type\n(ctorch._utils\n_rebuild_tensor_v2\nclib\nT\n(${storage()}${view}I00\nNt(dtR`,
    ],
    [
      "fastai's",
      `cfastai.torch_core\n_fa_rebuild_tensor\n(cfastai.torch_core\nTensorImage\n${storage()}${view}I00\nNtR`,
    ],
    [
      'from an accelerator',
      `ctorch._utils\n_rebuild_device_tensor_from_cpu_tensor\n(${tensor}ctorch\nfloat32\nS'xla'\nI00\ntR`,
    ],
    ['with its parts as its state', `ctorch\nFloatTensor\n)R(${storage()}${view}tb`],
    ['a variable with its tensor in its state', `ctorch.autograd.variable\nVariable\n)R(${tensor}NNNNtb`],
  ])('%s', (_, pickle) => {
    expect(read(pickle)).toEqual([
      [2, 3],
      [0, 1, 2, 3, 4, 5],
    ]);
  });

  test.each([
    [typed('float8_e4m3fn'), 'a is of type F8_E4M3, which is not read'],
    [typed('uint16'), 'a is of type U16, which is not read'],
    [typed('int4'), 'a is of type torch.int4, which is not read'],
    [
      `ctorch._utils\n_rebuild_tensor_v2\n(${storage('clib\nOwnStorage\n')}${view}I00\nNtR`,
      'a has its elements in lib.OwnStorage',
    ],
    [
      `ctorch._utils\n_rebuild_tensor_v2\n(${storage()}${view}I00\nN(dS'neg'\nI01\nstR`,
      'a is a negated view; save a copy',
    ],
    ['ctorch._utils\n_rebuild_tensor_v9\n)R', 'a is made by torch._utils._rebuild_tensor_v9, which is not known'],
    [`${tensor}sS'b.weight'\nclib\nShards\n)R`, 'b.weight is an object of lib.Shards; save it as a plain tensor'],
    ['ctorch._utils\n_rebuild_wrapper_subclass\n)R', 'a is a tensor in a wrapper of another library'],
  ])('%#: not read', (pickle, what) => {
    expect(errorOf(() => read(pickle))).toContain(what);
  });

  test('an unread one is no failure where another dictionary is taken', () => {
    const { value } = readPickle(
      ofText(`(dS'other'\n(dS'x'\n${typed('uint16')}ssS'net'\n(dS'fc.weight'\n${tensor}ss.`),
      torchMeaning,
      'the pickle',
    );
    expect(torchContents({ format: '', size: 0 }, value, () => bytes).dictionaries.map(({ path }) => path)).toEqual([
      'other',
      'net',
    ]);
  });

  test.each([
    [`c_codecs\nencode\n(S'net'\nS'latin1'\ntR`, 'of Python 2, in protocol 2'],
    ['C\x03net', 'of Python 2, in protocol 3'],
    ['I7\n', 'a number'],
  ])('keys: %s', (key) => {
    const { value } = readPickle(
      ofText(`(d${key}(d${key.replace('I7\n', "S'net'\n")}${tensor}ss.`),
      torchMeaning,
      'the pickle',
    );
    const [found] = torchContents({ format: '', size: 0 }, value, () => bytes).dictionaries;
    expect([found?.path, ...(found?.tensors.keys() ?? [])]).toEqual([key === 'I7\n' ? '7' : 'net', 'net']);
  });

  test('calls of themselves, in themselves', () => {
    const again = 'ctorch._tensor\n_rebuild_from_type_v2\n';
    expect(errorOf(() => read(`${again}(${again}clib\nT\n(lp1\n${again}aclib\nT\nag1\na(dtR`))).toBe(
      'a is of the class lib.T, which is not known; save it as a plain tensor',
    );
  });

  test('where a module is beside tensors that are no weights, it is the module that is meant', () => {
    const module = "clib\nNet\n)R(dS'training'\nI01\nsb";
    const { value } = readPickle(ofText(`(dS'best'\n${tensor}sS'net'\n${module}s.`), torchMeaning, 'the pickle');
    const contents = torchContents({ format: '', size: 0 }, value, () => bytes);
    expect(errorOf(() => chooseDictionary(contents))).toContain('holds the module itself under net');
    expect([...chooseDictionary(contents, { select: '.' }).taken.tensors.keys()]).toEqual(['best']);
  });
});
