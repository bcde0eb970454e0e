import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeSmallCifar } from './small-cifar.ts';

/** What each file of examples/papers/experiments exports. */
interface Experiment {
  readonly settings: Readonly<Record<string, readonly [short: number, full: number, meaning: string]>>;
  readonly run: (settings: Readonly<Record<string, number>>, frame: Frame) => Promise<object>;
  readonly table: (result: object) => string;
  readonly picture: (result: object) => object;
}
interface Frame {
  readonly out: string;
  readonly data: string;
  readonly v8Flags: 'leave';
  readonly progress: boolean;
}

const papers = fileURLToPath(new URL('../../../examples/papers/', import.meta.url));
const folder = temporaryFolder('papers-');
const data = join(folder, 'cifar');
const { draw } = (await import(join(papers, 'frame/draw.mjs'))) as { draw: (option: object) => string };
const experimentOf = async (name: string) => (await import(join(papers, `experiments/${name}.mjs`))) as Experiment;

beforeAll(() => writeSmallCifar(data));

describe.each([['shortcuts', { depth: 8, width: 4, images: 20, steps: 2, seeds: 1 }]])('%s', (name, settings) => {
  test('at toy scale: a result, and the same again of what was kept', async () => {
    const { run, table, picture, settings: known } = await experimentOf(name);
    expect(Object.keys(settings)).toEqual(Object.keys(known));
    const frame = { out: join(folder, name), data, v8Flags: 'leave', progress: false } as const;
    const result = await run(settings, frame);
    expect(await run(settings, frame)).toEqual(result);
    expect(draw(picture({ settings, ...result }))).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(table({ settings, ...result })).not.toMatch(/NaN|undefined|Infinity/);
  });
});
