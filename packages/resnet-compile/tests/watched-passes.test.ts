import { pipeline } from '@resnet-compile/compiler';
import { parseGraph, parseProgram, printGraph, verifyGraph } from '@resnet-compile/ir';
import { describe, expect, test } from 'vitest';
import { folderOf, run, runOn } from './command-line.ts';

const files = {
  'model.ts': `import { batchNorm, conv, dense, globalAveragePool, network, relu } from 'resnet-compile';
export default network({ input: [3, 6, 5] }, [conv(4, { kernel: 3 }), batchNorm(), relu(), globalAveragePool(), dense(2)]);
`,
  'package.json': '{ "type": "module" }\n',
};

describe('what the command line shows of passes', () => {
  test('--dump-ir: every program in the order of the stages, as it parses back; once where nothing was changed', async () => {
    const { code, stdout, stderr } = await run(folderOf(files), ['model.ts', '--target', 'cpu', '--dump-ir']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const dumps = stdout.slice(0, stdout.indexOf('dist/model.js')).split(/^--- /m).slice(1);
    const heads = dumps.map((dump) => dump.split('\n')[0]);
    expect(heads.slice(0, 3)).toEqual([
      'model, inference, after remove-dropout: unchanged',
      'model, inference, after fold-batch-norm',
      'model, inference, after fold-affine',
    ]);
    expect(heads.at(-1)).toBe('model, inference, cpu, after plan-memory');
    for (const dump of dumps) {
      const text = dump.slice(dump.indexOf('\n') + 1);
      if (text.startsWith('graph')) verifyGraph(parseGraph(text));
      else if (text) expect(parseProgram(text).name).toBe('model');
    }
  });

  test('--dump-ir=after:<pass> and --stop-after: that program, and with the latter no file', async () => {
    const one = await runOn(files, ['model.ts', '--target', 'cpu', '--dump-ir=after:fold-affine']);
    const stopped = await runOn(files, ['model.ts', '--stop-after', 'fold-affine']);
    const [head, ...lines] = stopped.stdout.split('\n');
    expect(head).toBe('--- model, inference, after fold-affine');
    const text = lines.join('\n');
    expect(printGraph(parseGraph(text))).toBe(text);
    expect(one.stdout.startsWith(stopped.stdout)).toBe(true);
    expect([one.changed, stopped.changed]).toEqual([true, false]);
  });

  test('--stop-after a pass of training, without it', async () => {
    const { code, stderr } = await runOn(files, ['model.ts', '--stop-after', 'differentiate']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        '--stop-after differentiate: no network came to that pass; nothing was written. Passes of training need --train.\n',
    });
  });

  test('--time-passes and --verify-each: a line for each pass of each stage', async () => {
    const { code, stdout } = await runOn(files, ['model.ts', '--train', '--time-passes', '--verify-each']);
    expect(code).toBe(0);
    const { simplify, lower, fuse, recompute, schedule } = pipeline;
    for (const { name, summary } of [
      ...simplify.inference,
      ...simplify.training,
      lower,
      ...fuse,
      recompute,
      ...schedule,
    ]) {
      const line = stdout.split('\n').find((each) => each.includes(`  ${name} `));
      expect(line, name).toMatch(/^ +\d+\.\d\d +[a-z-]+ +/);
      expect(line, name).toContain(summary);
    }
    expect(stdout).toMatch(/remove-dropout +unchanged; drops dropout/);
    for (const stage of ['inference', 'inference, cpu', 'training', 'training, webgpu-training', 'all passes'])
      expect(stdout).toMatch(new RegExp(`^ +\\d+\\.\\d\\d +${stage}$`, 'm'));
  });
});
