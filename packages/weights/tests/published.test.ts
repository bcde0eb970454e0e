import { describe, expect, test } from 'vitest';
import { checkpoint, published, similarCheckpoints } from '../src/published/index.ts';
import { fixture } from './fixture.ts';

const pretrained = JSON.parse(new TextDecoder().decode(fixture('pretrained.json'))) as Readonly<Record<string, object>>;

describe('the published checkpoints', () => {
  test('are those that timm lists, field by field', () => {
    const found = published.map(({ name, architecture, tag, ...fields }) => {
      expect(`${architecture}.${tag}`).toBe(name);
      return [name, fields];
    });
    expect(found).toHaveLength(193);
    expect(Object.fromEntries(found)).toEqual(pretrained);
  });

  test('by name and by repository', () => {
    expect(checkpoint('resnetv2_50x1_bit.goog_in21k')).toMatchObject({ classes: 21843, mean: [0.5, 0.5, 0.5] });
    expect(checkpoint('timm/resnet50.a1_in1k')).toBe(checkpoint('resnet50.a1_in1k'));
  });

  test.each([
    ['resnet50.a9_in1k', /^checkpoint: there is none of the name "resnet50\.a9_in1k"; there are resnet50\.a1_in1k, /],
    ['resnet5O.a1_in1k', /there are resnet50\.a1_in1k, /],
    ['vit_base', /; the names are those of timm, such as resnet50\.a1_in1k$/],
    [undefined as never, /none of the name undefined; /],
  ])('%s: none, and what there is', (name, said) => {
    expect(() => checkpoint(name)).toThrow(RangeError);
    expect(() => checkpoint(name)).toThrow(said);
  });

  test('what may have been meant', () => {
    expect(similarCheckpoints('timm/skresnet18.ra_in1k')).toEqual(['skresnet18.ra_in1k']);
    expect(similarCheckpoints('something/else')).toEqual([]);
  });
});
