import { writeSafetensors, readSafetensors } from '@resnet-compile/weights';
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentsOf, folderOf, run, runOn } from './command-line.ts';

const model = `import * as dsl from 'resnet-compile';
export default dsl.network({ input: [1, 2, 2] }, { conv1: dsl.conv(2), pool: dsl.globalAveragePool(), fc: dsl.dense(3) });
`;
const tensor = (
  name: string,
  ...shape: readonly number[]
): { name: string; shape: readonly number[]; data: Float32Array } => ({
  name,
  shape,
  data: Float32Array.from(
    { length: shape.reduce((product, extent) => product * extent, 1) },
    (_, index) => index + 0.5,
  ),
});
const right = [tensor('conv1.weight', 2, 1, 1, 1), tensor('fc.weight', 3, 2), tensor('fc.bias', 3)];
const file = writeSafetensors(right);

/** Safetensors with any header. */
function withHeader(header: unknown, data: number): Uint8Array {
  const json = strToU8(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (begin: number, end: number): unknown => ({ dtype: 'F32', shape: [2], data_offsets: [begin, end] });
const osSystem = strToU8('\x80\x02cos\nsystem\nX\x0c\x00\x00\x00touch hacked\x85R.', true);

/** A zip whose entry says in the directory that it is `size` bytes long. */
function declaring(bytes: Uint8Array, size: number): Uint8Array {
  const directory = Buffer.from(bytes).lastIndexOf('PK\x01\x02', undefined, 'latin1');
  new DataView(bytes.buffer).setUint32(directory + 24, size, true);
  return bytes;
}

const broken: Readonly<Record<string, readonly [bytes: Uint8Array, said: string]>> = {
  'truncated safetensors': [
    file.subarray(0, file.length - 4),
    'in.bin: safetensors: fc.bias takes bytes 32 to 44 of the data, but the file has 40; the file is truncated: download it again',
  ],
  'safetensors cut in their header': [
    file.subarray(0, 40),
    `in.bin: safetensors: the header should take bytes 8 to ${file.length - 44}, but the file has 40 bytes; the file is truncated: download it again`,
  ],
  'offsets that overlap': [
    withHeader({ a: f32(0, 8), b: f32(4, 12) }, 12),
    'in.bin: safetensors: bytes 4 to 8 of the data, between a and b, belong to both; write the file again',
  ],
  'offsets beyond the file': [
    withHeader({ a: f32(0, 8), b: f32(8, 16) }, 12),
    'in.bin: safetensors: b takes bytes 8 to 16 of the data, but the file has 12; the file is truncated: download it again',
  ],
  'a pickle that asks for os.system': [
    osSystem,
    'in.bin: the file is a pickle, but not of torch.save: the magic number is missing; save model.state_dict() with torch.save',
  ],
  'a zip with a pickle that asks for os.system': [
    zipSync({ 'a/data.pkl': osSystem }),
    'in.bin: the file should hold a state dict, a dictionary of tensors by their names, but holds an object of os.system; save model.state_dict()',
  ],
  'a zip bomb that says so': [
    declaring(zipSync({ 'a/data.pkl': new Uint8Array(1000) }), 2 ** 31),
    "in.bin: the zip archive has the entry a/data.pkl of 10 bytes that declares 2147483648, more than 1000 times as many; this is a zip bomb, don't use it",
  ],
  'a zip bomb that does not': [
    declaring(zipSync({ 'a/data.pkl': new Uint8Array(50_000_000) }), 1000),
    "in.bin: the zip entry a/data.pkl declares 1000 bytes but inflates to more; this is a zip bomb, don't use it",
  ],
  'weights of another network': [
    writeSafetensors([tensor('conv1.weight', 2, 1, 3, 3), tensor('fc.weight', 3, 2), tensor('bn1.bias', 2)]),
    `in.bin: the weights are of another network: 3 tensors found, 3 expected; use this network's weights or change the model
1 missing:
  fc.bias [3]
1 unexpected:
  bn1.bias [2]
1 misshapen:
  conv1.weight: found [2, 1, 3, 3], expected [2, 1, 1, 1]`,
  ],
  'a web page': [
    strToU8('<!doctype html><title>404</title>'),
    'in.bin: safetensors or a PyTorch file was expected, but the file is an HTML or XML page, often an error page; open the link in a browser and download the file itself',
  ],
  'an empty file': [
    new Uint8Array(0),
    'in.bin: safetensors or a PyTorch file was expected, but the file is empty; download it again',
  ],
};
const convert = ['weights', 'convert', 'in.bin', '--model', 'model.ts', '--out', 'out.safetensors'];

describe.concurrent('weights convert', () => {
  test.each(Object.entries(broken))('%s', async (_, [bytes, said]) => {
    const { code, stdout, stderr, changed } = await runOn({ 'model.ts': model, 'in.bin': bytes }, convert);
    expect({ code, stdout, stderr, changed }).toEqual({
      code: 1,
      stdout: '',
      stderr: `${said}\nnothing was written.\n`,
      changed: false,
    });
  });

  test.each([
    [
      'a file that is missing',
      { 'model.ts': model },
      [],
      'cannot read in.bin: there is no such file; nothing was written.\n',
    ],
    [
      'a folder',
      { 'model.ts': model, 'in.bin/x': '' },
      [],
      'cannot read in.bin: it is a folder; nothing was written.\n',
    ],
    [
      'an output that is a folder',
      { 'model.ts': model, 'in.bin': file, 'out.safetensors/x': '' },
      [],
      'cannot write out.safetensors: a folder of that name exists; nothing was written. Choose another place with --out.\n',
    ],
    [
      'several networks',
      { 'model.ts': `${model}export const other = dsl.resnet18();\n`, 'in.bin': file },
      [],
      'model.ts exports several networks: model, other; choose one with --export\n',
    ],
    [
      'an export that is not there',
      { 'model.ts': model, 'in.bin': file },
      ['--export', 'mode'],
      'model.ts exports no network named mode; it exports model\n',
    ],
    [
      'a model without --out',
      { 'model.ts': model, 'in.bin': file },
      'no out',
      "error: required option '--out <file>' not specified\n(the options are --model, --out, --export, --ignore, --except, --dtype, --pair, --input-channels, --select, --list; resnet-compile weights convert --help shows how it is used)\n",
    ],
  ] as const)('%s', async (_, files, more, said) => {
    const { code, stderr, changed } = await runOn(
      files,
      more === 'no out' ? convert.slice(0, -2) : [...convert, ...more],
    );
    expect([code, stderr, changed]).toEqual([1, said, false]);
  });

  const hostile = [
    `'; process.exit()`,
    '\x1b[2J\x9b31m\x1b]0;title\x07',
    'a\nfc.weight: found [3, 2], expected [3, 2]',
    '\u2028\u202e',
    '__proto__',
    'constructor',
    'n'.repeat(10_000),
  ];

  test('takes patterns, types and other input channels; names steer no terminal', async () => {
    const named = [tensor('conv1.weight', 2, 3, 1, 1), tensor('fc.weight', 7, 2), tensor('fc.bias', 7)].map((one) => ({
      ...one,
      name: `module.${one.name}`,
    }));
    const folder = folderOf({
      'model.ts': model,
      'in.bin': writeSafetensors([...named, ...hostile.map((name) => tensor(name, 2))]),
    });
    const options = [...convert, '--except', 'fc.*', '--dtype', 'f16', '--input-channels'];
    const refused = await run(folder, options);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    expect(refused.stderr).not.toMatch(/^ *fc\.weight/m);
    expect(refused.stderr.length).toBeLessThan(3000);
    const { code, stdout, stderr } = await run(folder, [...options, ...hostile.flatMap((name) => ['--ignore', name])]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`in.bin → out.safetensors: 1 tensor as f16, 3 renamed (module.conv1.weight → conv1.weight)
  ignored: "'; process.exit()", "\\u001b[2J\\u009b31m\\u001b]0;title\\u0007", "a\\nfc.weight: found [3, 2], expected [3, 2]", "\\u2028\\u202e", __proto__ and 2 more
  left out: fc.weight, fc.bias; load({ weights, except: ["fc.*"] }) gives them initial values
  conv1.weight: filters of 3 input channels, summed to 1
`);
    const written = readFileSync(join(folder, 'out.safetensors'));
    expect(written.toString('latin1', 8, 16)).toBe('{"conv1.');
    expect(readSafetensors(new Uint8Array(written)).get('conv1.weight')!.data).toEqual(Float32Array.of(4.5, 13.5));
    const over = await run(folder, [...convert, '--out', './in.bin']);
    expect(over).toEqual({
      code: 1,
      stdout: '',
      stderr:
        '--out ./in.bin is the file that is read, which would be overwritten; nothing was written. Choose another name.\n',
    });
  });

  test('writes the same tensors in the order of the network, twice the same bytes', async () => {
    const renamed = right.map((one) => ({ ...one, name: `module.${one.name.replace('fc.', 'linear.')}` })).reverse();
    const folder = folderOf({
      'model.ts': `${model}export const other = dsl.resnet18();\n`,
      'in.bin': writeSafetensors(renamed),
    });
    const first = await run(folder, [...convert, '--export', 'model']);
    expect(first).toEqual({
      code: 0,
      stdout: 'in.bin → out.safetensors: 3 tensors, 3 renamed (module.linear.bias → fc.bias)\n',
      stderr: '',
    });
    const written = readFileSync(join(folder, 'out.safetensors'));
    expect([...readSafetensors(new Uint8Array(written)).values()]).toEqual(right);
    await run(folder, [...convert, '--export', 'model']);
    expect(readFileSync(join(folder, 'out.safetensors'))).toEqual(written);
    expect(Object.keys(contentsOf(folder))).toEqual(['in.bin', 'model.ts', 'out.safetensors']);
  });

  test('says which of several dictionaries it took', async () => {
    const torch = new URL('../../weights/tests/fixtures/mini/model-and-ema.pth', import.meta.url);
    const small = model
      .replace('conv1: dsl.conv(2), ', '')
      .replace('[1, 2, 2]', '[3, 2, 2]')
      .replace('dense(3)', 'dense(2)');
    const folder = folderOf({ 'model.ts': small, 'in.bin': new Uint8Array(readFileSync(torch)) });
    expect((await run(folder, [...convert, '--select', 'model'])).stdout).toBe(
      'in.bin → out.safetensors: 2 tensors\n  taken from model; others, by --select: model_ema\n',
    );
    const written = readSafetensors(new Uint8Array(readFileSync(join(folder, 'out.safetensors'))));
    expect(written.get('fc.bias')?.data).toEqual(Float32Array.of(5, 5.125));
  });
});
