import { describe, expect, test } from 'vitest';
import { changes } from '../src/augment/trivial-augment.ts';
import { crop } from '../src/pixels/crop.ts';
import { brightness, contrast, saturation } from '../src/pixels/color.ts';
import { fit } from '../src/pixels/fit.ts';
import { turnHue } from '../src/pixels/hue.ts';
import { resize, type Filter } from '../src/pixels/resize.ts';
import { autoContrast, equalize } from '../src/pixels/tone.ts';
import { decoded, difference, fixture, type Encoded } from './fixture.ts';

interface Fixtures {
  readonly rgb: Encoded;
  readonly gray: Encoded;
  readonly resized: readonly (Encoded & { readonly image: 'rgb' | 'gray'; readonly filter: Filter })[];
  readonly fitted: readonly (Encoded & {
    readonly source: Encoded;
    readonly shorter: number;
    readonly filter: Filter;
  })[];
  readonly crops: readonly (Encoded & {
    readonly box: readonly [number, number, number, number];
    readonly filter: Filter;
  })[];
  readonly magnitudes: Readonly<
    Record<string, { readonly values: readonly number[] | null; readonly signed: boolean }>
  >;
  readonly changed: readonly (Encoded & {
    readonly name: string;
    readonly magnitude: number;
    readonly image: 'rgb' | 'gray';
  })[];
  readonly jitter: readonly (Encoded & {
    readonly name: 'brightness' | 'contrast' | 'saturation' | 'hue';
    readonly factor: number;
  })[];
  readonly special: {
    readonly edges: Readonly<Record<'source' | 'hue' | 'equalize', Encoded>>;
    readonly flat: Readonly<Record<'source' | 'autoContrast' | 'equalize', Encoded>>;
  };
}
const fixtures = fixture<Fixtures>('pixels.json');
const images = { rgb: decoded(fixtures.rgb), gray: decoded(fixtures.gray) };

describe("Pillow's resize, to the bit", () => {
  test.each(fixtures.resized.map((one) => [one.filter, one.image, one.shape.slice(1).join('×'), one] as const))(
    '%s, %s to %s',
    (filter, image, _, one) => {
      expect(difference(resize(images[image], one.shape[1], one.shape[2], filter), one)).toBe('');
    },
  );
  test('of a part', () => {
    for (const one of fixtures.crops)
      expect(difference(resize(crop(images.rgb, ...one.box), 8, 11, one.filter), one)).toBe('');
    expect(fixtures.crops.length).toBe(8);
  });
  test("and torchvision's crop of the middle", () => {
    for (const one of fixtures.fitted)
      expect(difference(fit(decoded(one.source), one.shorter, one.shape, one.filter), one)).toBe('');
    expect(fixtures.fitted.length).toBe(6);
  });
});

describe('colours, as torchvision changes PIL images', () => {
  const run = { brightness, contrast, saturation, hue: turnHue };
  test.each(fixtures.jitter.map((one) => [one.name, one.factor, one] as const))('%s by %d', (name, factor, one) =>
    expect(difference(run[name](images.rgb, factor), one)).toBe(''),
  );
  test('of the edges of the colour cube', () => {
    const { edges, flat } = fixtures.special;
    expect(difference(turnHue(decoded(edges.source), 0.2), edges.hue)).toBe('');
    expect(difference(equalize(decoded(edges.source)), edges.equalize)).toBe('');
    expect(difference(equalize(decoded(flat.source)), flat.equalize)).toBe('');
    expect(difference(autoContrast(decoded(flat.source)), flat.autoContrast)).toBe('');
  });
});

describe('TrivialAugmentWide', () => {
  // torchvision calls it Color.
  const nameOf = (name: string): string => (name === 'Color' ? 'saturation' : name[0]!.toLowerCase() + name.slice(1));

  test("has torchvision's changes, in its strengths", () => {
    expect(Object.keys(changes)).toEqual(Object.keys(fixtures.magnitudes).map(nameOf));
    for (const [name, { values, signed }] of Object.entries(fixtures.magnitudes)) {
      const { magnitude, isSigned = false } = changes[nameOf(name)]!;
      expect(isSigned, name).toBe(signed);
      expect(magnitude === undefined, name).toBe(values === null);
      for (const [strength, value] of (values ?? []).entries())
        expect(magnitude!(strength), `${name} ${strength}`).toBeCloseTo(value, 4);
    }
  });

  test.each(fixtures.changed.map((one) => [one.name, one.magnitude, one.image, one] as const))(
    '%s %d, %s',
    (name, magnitude, image, one) => {
      expect(difference(changes[nameOf(name)]!.run(images[image], magnitude), one)).toBe('');
    },
  );
});

test('no change writes into the image that it is given', () => {
  const before = images.rgb.data.slice();
  for (const { run, magnitude } of Object.values(changes)) run(images.rgb, magnitude?.(20) ?? 0);
  for (const change of [brightness, contrast, saturation, turnHue]) change(images.rgb, 0.4);
  expect(images.rgb.data).toEqual(before);
});
