import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  identity,
  network,
  relu,
  resnet,
  sequential,
  type Network,
} from '@resnet-compile/dsl';
import { images } from '@resnet-compile/testing';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportOnnx, floatsOf, OnnxError, readModel, type ExportOptions, type GraphProto } from '../../src/index.ts';
import { asRecord, filledState, graphOf } from './expect-reference.ts';
import { runFile } from './run-file.ts';

const small = resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 5 });
const stateOf = (of: Network): Readonly<Record<string, Float32Array>> => asRecord(filledState(graphOf(of)));
const state = stateOf(small);

function written(of: Network, options: ExportOptions = {}): GraphProto {
  const { graph } = readModel(exportOnnx(of, stateOf(of), options).bytes);
  if (!graph) throw new Error('there is no graph');
  return graph;
}

describe('names', () => {
  test('as trained: the state dict is in the file, bit for bit, and nodes are named as the layers', () => {
    const { initializer, node, input, output } = written(small);
    const given = new Map(initializer.map((tensor) => [tensor.name, floatsOf(tensor)]));
    expect(Object.fromEntries(given)).toEqual(state);
    expect(node.slice(0, 6).map(({ name }) => name)).toEqual([
      '/conv1/Conv',
      '/bn1/BatchNormalization',
      '/relu/Relu',
      '/layer1/0/conv1/Conv',
      '/layer1/0/bn1/BatchNormalization',
      '/layer1/0/relu1/Relu',
    ]);
    expect(node[1]).toMatchObject({
      input: ['/conv1/Conv_output_0', 'bn1.weight', 'bn1.bias', 'bn1.running_mean', 'bn1.running_var'],
      output: ['/bn1/BatchNormalization_output_0'],
    });
    expect([input, output].map((all) => all.map(({ name }) => name))).toEqual([['images'], ['logits']]);
  });

  test('folded: weights and biases under the names of their layers', () => {
    const { initializer, node } = written(small, { folded: true });
    expect(node.some(({ opType }) => opType === 'BatchNormalization')).toBe(false);
    expect(initializer.map(({ name }) => name).slice(0, 4)).toEqual([
      'conv1.weight',
      'conv1.bias',
      'layer1.0.conv1.weight',
      'layer1.0.conv1.bias',
    ]);
  });

  test('any characters are data, and no two values have one name', async () => {
    const names = ["');process.exit()//", '__proto__', 'a/b\n"', 'logits ', 'größe.🙂', '/conv1/Conv'];
    const odd = network(
      { input: [2, 3, 3] },
      { ...Object.fromEntries(names.map((name) => [name, conv(2)])), ['pool']: globalAveragePool(), fc: dense(3) },
    );
    const { node, initializer, input } = written(odd);
    const all = [
      ...node.flatMap(({ output }) => output),
      ...initializer.map(({ name }) => name),
      ...input.map(({ name }) => name),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const name of names.filter((each) => each !== '__proto__')) expect(all).toContain(`${name}.weight`);
    await runFile(exportOnnx(odd, stateOf(odd)).bytes, new Float32Array(18), [1, 2, 3, 3]);
  });
});

describe('outputs', () => {
  const run = async (of: Network, options: ExportOptions = {}) => {
    const shape = [2, ...of.input];
    return runFile(exportOnnx(of, stateOf(of), options).bytes, images(0, shape).data, shape);
  };

  test('that are asked for stand beside those of the network', async () => {
    const results = await run({ ...small, outputs: ['layer1'] }, { outputs: ['layer2.0.conv2', 'layer1'] });
    expect([...results.keys()].sort()).toEqual(['layer1', 'layer2.0.conv2', 'logits']);
    expect(results.get('layer1')?.dims).toEqual([2, 8, 8, 8]);
  });

  test('one value under several names, the input among them', async () => {
    const same = network(
      { input: [3, 2, 2], outputs: ['first', 'second', 'fc'] },
      { first: identity(), second: identity(), pool: globalAveragePool(), fc: dense(4) },
    );
    const results = await run(same);
    const given = images(0, [2, 3, 2, 2]).data;
    expect(results.get('first')?.data).toEqual(given);
    expect(results.get('second')?.data).toEqual(given);
    expect(results.get('fc')?.data).toEqual(results.get('logits')?.data);
  });

  test('named as the input are refused', () => {
    const named = network(
      { input: [3, 2, 2], outputs: ['images'] },
      { images: relu(), pool: globalAveragePool(), fc: dense(4) },
    );
    expect(() => written(named)).toThrow(
      'an output is named images, as the input or a tensor of the file is; give the layer another name',
    );
  });
});

describe('the batch', () => {
  test.each([
    ['dynamic', { dimParam: 'N' }],
    [4, { dimValue: 4 }],
  ] as const)('%s', (batch, dimension) => {
    const { input, output, valueInfo } = written(small, { batch });
    for (const { name, type } of [...input, ...output, ...valueInfo])
      expect(type?.tensorType?.shape?.dim[0], name).toMatchObject(dimension);
  });
});

test('equal calls give equal bytes, in which there is no place and no time', () => {
  const [first, second] = [1, 2].map(() => exportOnnx(small, state, { folded: true, version: '1.2.3' }).bytes);
  expect(first).toEqual(second);
  const { producerName, producerVersion, irVersion, opsetImport, metadataProps } = readModel(
    exportOnnx(small, state, { opset: 20, version: '1.2.3', metadata: { model: 'model.ts' } }).bytes,
  );
  expect({ producerName, producerVersion, irVersion, opsetImport, metadataProps }).toEqual({
    producerName: 'resnet-compile',
    producerVersion: '1.2.3',
    irVersion: 9,
    opsetImport: [{ domain: '', version: 20 }],
    metadataProps: [
      { key: 'model', value: 'model.ts' },
      { key: 'layers', value: 'as trained' },
    ],
  });
});

describe('weights in a file of their own', () => {
  test('are read from there', async () => {
    const folder = temporaryFolder('onnx-');
    const shape = [2, ...small.input];
    const given = images(0, shape).data;
    const { bytes, data = [] } = exportOnnx(small, state, { dataFile: 'small.onnx.data', dataFrom: 0 });
    writeFileSync(join(folder, 'small.onnx'), bytes);
    writeFileSync(join(folder, 'small.onnx.data'), Buffer.concat(data));
    const whole = exportOnnx(small, state).bytes;
    expect(bytes.length).toBeLessThan(whole.length / 2);
    const results = await runFile(join(folder, 'small.onnx'), given, shape);
    expect(results.get('logits')?.data).toEqual((await runFile(whole, given, shape)).get('logits')?.data);
    const beside = new Uint8Array(Buffer.concat(data));
    for (const tensor of readModel(bytes).graph?.initializer ?? [])
      if (state[tensor.name])
        expect(
          floatsOf(tensor, ({ offset, length }) => beside.subarray(offset, offset + length)),
          tensor.name,
        ).toEqual(state[tensor.name]);
  });

  test('have to have a name', () => {
    expect(() => exportOnnx(small, state, { dataFrom: 1000 })).toThrow(
      /the weights of model take \d+ bytes, .* give them a file of their own: { dataFile: 'model.onnx.data' }/,
    );
  });
});

describe('mistakes', () => {
  test('of the network', () => {
    expect(() => exportOnnx(network({ input: [3, 2, 2] }, [conv(-1)]), {})).toThrow(OnnxError);
    expect(() => exportOnnx(small, state, { outputs: ['layer9'] })).toThrow(
      /model cannot be exported: outputs: no layer has the path 'layer9'; did you mean 'layer\d'\?/,
    );
  });

  test('of the state', () => {
    const { 'bn1.bias': bias = new Float32Array(), ...rest } = state;
    expect(() => exportOnnx(small, { ...rest, 'bn1.biass': bias, 'fc.bias': new Float32Array(4) })).toThrow(
      'the state is not that of model:\nbn1.bias: expected 8 values (8), it is missing; did you mean bn1.biass?\nfc.bias: expected 5 values (5), it has 4 values',
    );
  });

  test.each([
    [{ opset: 8 }, 'exportOnnx: opset is 8; expected an integer from 9 to 23'],
    [{ batch: 0 }, "exportOnnx: batch is 0; expected 'dynamic' or an integer of at least 1"],
    [{ opsets: 9 }, 'exportOnnx: there is no option "opsets"; did you mean opset?'],
    [{ outputs: 'layer1' }, 'exportOnnx: outputs is "layer1"; expected a list of paths of layers'],
  ])('of options: %o', (options, message) => {
    expect(() => exportOnnx(small, state, options as ExportOptions)).toThrow(message);
  });
});

test('running statistics are in the file as trained, and not where they are folded', () => {
  const normed = network({ input: [2, 3, 3] }, [sequential([conv(2), batchNorm()]), globalAveragePool(), dense(3)]);
  expect(written(normed).initializer.map(({ name }) => name)).toContain('0.1.running_var');
  expect(written(normed, { folded: true }).initializer.map(({ name }) => name)).not.toContain('0.1.running_var');
});
