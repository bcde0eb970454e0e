type Nested = string | readonly Nested[];

/** Joins pieces of code, one a line; empty ones fall out. */
export const lines = (...pieces: readonly Nested[]): string =>
  (pieces as readonly string[])
    .flat(Infinity as 1)
    .filter((piece) => piece !== '')
    .join('\n');

/** Without spaces around what needs none: a sixth of a text, and a sixteenth of it compressed. */
export const compact = (text: string): string => text.replace(/ ?([=+*/%<>(){}[\],;:&|^]) ?/g, '$1');

/** An unsigned literal. */
export const u = (count: number): string => `${count}u`;

const largestFloat = 2 ** 128 - 2 ** 104;

/** The nearest float32, which has to be finite. */
export const literal = (value: number): string => {
  const rounded = Math.fround(value);
  // Nine digits tell all float32 apart, and most need fewer; the largest must not be rounded up.
  const short = (digits: number): number => Number(rounded.toPrecision(digits));
  let digits = 1;
  while (Math.fround(short(digits)) !== rounded || Math.abs(short(digits)) > largestFloat) digits++;
  return `${short(digits)}f`;
};

/** The register that holds vector `v` of pixel `p`. */
export const value = (pixel: number, vector: number): string => `a${pixel}_${vector}`;

/** The registers of a tile. */
export const emitRegisters = ({ pixels, vectors }: { readonly pixels: number; readonly vectors: number }): string =>
  lines(
    Array.from({ length: pixels }, (_, p) =>
      Array.from({ length: vectors }, (__, v) => `var ${value(p, v)} = vec4f();`),
    ),
  );

/** `index · factor`, without a multiplication by one. */
export const times = (index: string, factor: number): string => (factor === 1 ? index : `${index} * ${u(factor)}`);

/** A loop, or its body alone where there is one turn. */
export const repeat = (index: string, count: number, body: string): string =>
  count === 1
    ? lines('{', `let ${index} = 0u;`, body, '}')
    : lines(`for (var ${index} = 0u; ${index} < ${u(count)}; ${index}++) {`, body, '}');

/** Variables of group 0, bound in their order. */
export const emitDeclarations = (variables: readonly string[]): string =>
  lines(variables.map((variable, index) => `@group(0) @binding(${index}) var${variable};`));
