/** As what an element is stored. Numbers are computed in float32 whatever they are stored as: a load widens, a store rounds. */
export type Dtype = 'f32' | 'f16' | 'i32' | 'i8';

interface ElementType {
  readonly bytes: number;
  /** What a store makes of a number; absent where nothing stores the type yet. */
  readonly round?: (value: number) => number;
}

/** The largest float16. */
const largestHalf = 65504;

/**
 * To the nearest float16 (IEEE 754 binary16), ties to even; what is too large, infinities too, becomes the largest: what
 * WGSL makes of larger values is any device's own affair. NaN stays.
 */
function toHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= largestHalf) return Math.sign(value) * largestHalf;
  // 10 bits behind the first; below 2⁻¹⁴ the distance stays. Where log2 is one too large or small, powers of two come out alike.
  const unit = 2 ** (Math.max(Math.floor(Math.log2(magnitude)), -14) - 10);
  // A float64 of this size counts in units: adding it rounds.
  const shift = 2 ** 52 * unit;
  return Math.sign(value) * (magnitude + shift - shift);
}

export const dtypes: { readonly [Name in Dtype]: ElementType } = {
  f32: { bytes: 4, round: Math.fround },
  f16: { bytes: 2, round: toHalf },
  i32: { bytes: 4 },
  i8: { bytes: 1 },
};

export const dtypeNames = Object.keys(dtypes) as readonly Dtype[];

/** What is wrong with a type that there is by name alone. */
export const faultOfDtype = (dtype: Dtype): string | undefined =>
  dtypes[dtype].round
    ? undefined
    : `is stored as ${dtype}, which no operation reads or writes yet; expected ${dtypeNames.filter((name) => dtypes[name].round).join(' or ')}`;
