import { describe, expect, test } from 'vitest';
import { listWeights, readWeightsFile } from '../src/index.ts';
import { errorOf, fixture } from './fixture.ts';

const read = (name: string, select?: string): unknown => {
  const { tensors, taken, others } = readWeightsFile(
    fixture(`mini/${name}.pth`),
    select === undefined ? {} : { select },
  );
  return [[...tensors.values()].map(({ name, shape, data }) => `${name} [${shape}] ${[...data]}`), taken, others];
};

const plain = (first = 1, prefix = ''): string[] => [
  `${prefix}fc.weight [2,3] ${[0, 1, 2, 3, 4, 5].map((i) => first + i / 8)}`,
  `${prefix}fc.bias [2] ${[0, 1].map((i) => first + i / 8)}`,
];
const swa = ['n_averaged [] 1', ...plain(1, 'module.')];

describe('files as people have them: fixtures/mini/mini.py', () => {
  test.each([
    ['tar', plain(), '', []],
    ['tar-parameters', plain(), '', []],
    ['legacy-parameters', plain(), '', []],
    ['plain', plain(), '', []],
    ['counter', plain(), 'state_dict', []],
    ['attributedict', plain(), 'state_dict', []],
    ['posixpath', plain(), 'state_dict', []],
    ['partial', plain(), 'state_dict', []],
    ['datetime', plain(), 'state_dict', []],
    ['deque', plain(), 'state_dict', []],
    ['loss-module', plain(), 'state_dict', []],
    ['parameter-with-state', plain(), '', []],
    ['n-averaged', swa, '', []],
    ['model-and-ema', swa, 'model_ema', ['model']],
    ['timm-ema', plain(), 'state_dict_ema', ['state_dict']],
    ['student-teacher', plain(), 'teacher', ['student']],
    ['lone-tensor', plain(), 'net_state_dict', []],
    ['no-lone-tensor', plain(), 'net_state_dict', []],
    ['tuple-root', plain(), '0', []],
    ['head', plain(1, 'head.'), 'state_dict', []],
    ['criterion', [...plain(1, 'model.'), 'criterion.weight [2] 1,1.125'], 'state_dict', []],
  ])('%s', (name, tensors, taken, others) => {
    expect(read(name)).toEqual([tensors, taken, others]);
  });

  test('what is selected', () => {
    expect(read('model-and-ema', 'model')).toEqual([plain(5), 'model', ['model_ema']]);
    expect(read('timm-ema', 'state_dict')).toEqual([plain(5), 'state_dict', ['state_dict_ema']]);
    expect(read('student-teacher', 'student')).toEqual([plain(), 'student', ['teacher']]);
    expect(read('criterion', 'state_dict.model')).toEqual([plain(), 'state_dict.model', ['state_dict']]);
    expect(read('lone-tensor', '.')).toEqual([['best_acc1 [] 1'], '', ['net_state_dict']]);
    expect(read('timm-ema', '.')).toEqual([
      [...plain(5, 'state_dict.'), ...plain(1, 'state_dict_ema.')],
      '',
      ['state_dict_ema', 'state_dict'],
    ]);
    expect(errorOf(() => read('model-and-ema', 'modelema'))).toBe(
      'there are no tensors under "modelema", which is to be selected; there are model (2 tensors), model_ema (3 tensors): select one of them, or the beginning of names within',
    );
  });

  test('what is no dictionary of tensors', () => {
    expect(errorOf(() => read('whole-model'))).toBe(
      'the file should hold a state dict, a dictionary of tensors by their names, but holds the module itself under model, an object of the class models.resnet.ResNet, which code alone could make; save its state dict, where that code is: torch.save(torch.load(FILE)["model"].state_dict(), \'weights.pth\')',
    );
    expect(errorOf(() => readWeightsFile(fixture('mini/saved_model.pb')))).toContain('is a TensorFlow model');
  });

  test('what a file holds', () => {
    const { format, dictionaries, rest } = listWeights(fixture('mini/attributedict.pth'));
    expect([format, dictionaries.map(({ path }) => path), rest]).toEqual([
      "PyTorch's zip format",
      ['state_dict'],
      [['hyper_parameters', 'an object of pytorch_lightning.utilities.parsing.AttributeDict']],
    ]);
    const listed = [...(dictionaries[0]?.tensors ?? [])].map(
      ([name, { dtype, shape }]) => `${name} ${dtype} [${shape}]`,
    );
    expect(listed).toEqual(['fc.weight F32 [2,3]', 'fc.bias F32 [2]']);
  });
});
