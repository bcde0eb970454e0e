import { workgroupDepth as depth, workgroupSide as side } from '@resnet-compile/ir';
import type { KernelShape } from '../kernel-shape.ts';
import { emitRegisters, lines, u, value } from './text.ts';

type Tile = Pick<KernelShape['tile'], 'pixels' | 'vectors'>;
const invocations = side ** 2;
const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Pixels and vectors of channels that a workgroup computes. */
export const highOf = ({ pixels }: Tile): number => side * pixels;
export const wideOf = ({ vectors }: Tile): number => side * vectors;

/** From one vector of the pixels' inputs to the next: those that neighbours store at once lie in different banks. */
const pitchOf = (tile: Tile): number => highOf(tile) + 8 / depth;

/** What a workgroup shares: some vectors of its pixels' inputs, one after the other, and the rows of filters for them. */
export const emitWorkgroupMemory = (tile: Tile): string =>
  lines(
    `var<workgroup> inputs: array<vec4f, ${depth * pitchOf(tile)}>;`,
    `var<workgroup> filters: array<vec4f, ${4 * depth * wideOf(tile)}>;`,
  );

/** Loads into names, before the others are waited for, and stores after. */
export interface Loads {
  readonly load: string;
  readonly store: string;
}

export interface WorkgroupProduct {
  readonly tile: Tile;
  /** Vectors of channels whose filters lie side by side, and how many such there are. */
  readonly panel: number;
  readonly panels: number;
  /** Vectors of four that a pixel has, for each tap. */
  readonly inputVectors: number;
  /** Code that has, for the number of a square of tiles, `pixels`, and `corner`: its first pixel. */
  readonly place: (group: string) => string;
  readonly start: string;
  /** Code that places pixels by their numbers, and the tile of an invocation by `first`. */
  readonly pixels: (numbers: readonly string[]) => string;
  readonly run: string;
  /** Around each tap. */
  readonly taps: (body: string) => string;
  /** Where a round's pixel reads at a tap, what, and whether it lies inside. */
  readonly address: (round: number) => string;
  readonly input: (round: number) => string;
  readonly isInside: (round: number) => readonly string[];
  readonly filters: Loads;
}

/**
 * A convolution as the product of matrices that are never made ("implicit GEMM", Chetlur et al. 2014, §3): a workgroup
 * computes a square of register tiles. Tap by tap, and a few vectors of input channels at a time, its invocations load
 * inputs and filters for all, wait, and multiply. Whatever lies outside of a matrix is zero.
 */
export function emitWorkgroupProduct(product: WorkgroupProduct): string {
  const { tile, panel, panels, inputVectors, filters } = product;
  const [high, wide] = [highOf(tile), wideOf(tile)];
  const perPanel = Math.ceil(panel / wide);
  const perRound = invocations / depth;
  const rounds = indices(Math.ceil(high / perRound));
  return lines(
    'let group = workgroup.y * workgroups.x + workgroup.x;',
    product.place(`group / ${u(panels * perPanel)}`),
    `let panel = group % ${u(panels * perPanel)} / ${u(perPanel)};`,
    `let left = group % ${u(perPanel)} * ${u(wide)};`,
    `let first = corner + lane / ${u(side)} * ${u(tile.pixels)};`,
    `let column = lane % ${u(side)} * ${u(tile.vectors)};`,
    emitRegisters(tile),
    '{',
    product.start,
    product.pixels(rounds.map((round) => `min(corner + lane / ${u(depth)} + ${u(round * perRound)}, pixels - 1u)`)),
    product.taps(
      lines(
        rounds.map(product.address),
        `for (var k = 0u; k < ${u(inputVectors)}; k += ${u(depth)}) {`,
        `let own = k + lane % ${u(depth)};`,
        rounds.map(
          (round) =>
            `let i${round} = ${checked(product.input(round), [
              ...(inputVectors % depth ? [`own < ${u(inputVectors)}`] : []),
              ...product.isInside(round),
            ])};`,
        ),
        filters.load,
        // Until the others have read what is stored over.
        'workgroupBarrier();',
        rounds.map((round) => {
          const pixel = `lane / ${u(depth)} + ${u(round * perRound)}`;
          const store = `inputs[lane % ${u(depth)} * ${u(pitchOf(tile))} + ${interleaved(pixel, tile.pixels)}] = i${round};`;
          return high < (round + 1) * perRound
            ? `if (lane / ${u(depth)} < ${u(high - round * perRound)}) { ${store} }`
            : store;
        }),
        filters.store,
        'workgroupBarrier();',
        emitProducts(tile, Math.min(depth, inputVectors)),
        '}',
      ),
    ),
    '}',
    `if (first >= pixels || left + column >= ${u(panel)}) { return; }`,
    `let c = panel * ${u(panel)} + left + column;`,
    product.run,
  );
}

/** Filters that lie row by row, as a product reads them. */
export function filterLoads(
  tile: Tile,
  {
    top,
    isInside,
    load,
  }: {
    readonly top: string;
    readonly isInside: (row: string, vector: string) => readonly string[];
    readonly load: (row: string, vector: string) => string;
  },
): Loads {
  const wide = wideOf(tile);
  const rounds = indices((4 * depth * wide) / invocations);
  return {
    load: lines(
      `let top = ${top};`,
      rounds.map((round) => [
        `let row${round} = (lane + ${u(round * invocations)}) / ${u(wide)};`,
        `let vector${round} = left + (lane + ${u(round * invocations)}) % ${u(wide)};`,
        `let f${round} = ${checked(load(`row${round}`, `vector${round}`), isInside(`row${round}`, `vector${round}`))};`,
      ]),
    ),
    store: lines(
      rounds.map(
        (round) =>
          `filters[row${round} * ${u(wide)} + ${interleaved(`(lane + ${u(round * invocations)}) % ${u(wide)}`, tile.vectors)}] = f${round};`,
      ),
    ),
  };
}

/** Filters of which a vector of four is what one channel has of four inputs: squares of four by four are turned. */
export function turnedFilterLoads(
  tile: Tile,
  {
    isInside,
    load,
  }: {
    readonly isInside: (vector: string, own: string) => readonly string[];
    readonly load: (vector: string, lane: number, own: string) => string;
  },
): Loads {
  const wide = wideOf(tile);
  const rounds = indices(Math.ceil((depth * wide) / invocations));
  return {
    load: lines(
      rounds.map((round) => [
        `let vector${round} = (lane + ${u(round * invocations)}) / ${u(depth)};`,
        [0, 1, 2, 3].map(
          (lane) =>
            `let f${round}_${lane} = ${checked(load(`left + vector${round}`, lane, 'own'), isInside(`left + vector${round}`, 'own'))};`,
        ),
      ]),
    ),
    store: lines(
      rounds.map((round) => {
        const stores = ['x', 'y', 'z', 'w'].map(
          (part, lane) =>
            `filters[(lane % ${u(depth)} * 4u + ${u(lane)}) * ${u(wide)} + ${interleaved(`vector${round}`, tile.vectors)}] = vec4f(${[0, 1, 2, 3].map((row) => `f${round}_${row}.${part}`).join(', ')});`,
        );
        return (round + 1) * invocations > depth * wide ? [`if (vector${round} < ${u(wide)}) {`, stores, '}'] : stores;
      }),
    ),
  };
}

/** Which of the checks of a row and of a vector may fail. */
export const selected = (rows: number, row: string, panel: number, vector: string, tile: Tile): readonly string[] => [
  ...(rows % (4 * depth) ? [row] : []),
  ...(panel % wideOf(tile) ? [vector] : []),
];

const checked = (load: string, conditions: readonly string[]): string =>
  conditions.length ? `select(vec4f(), ${load}, ${conditions.join(' && ')})` : load;

/** What neighbouring invocations read at once lies side by side: the first of each one's `count`, then the second ones. */
const interleaved = (index: string, count: number): string =>
  count === 1 ? index : `(${index}) % ${u(count)} * ${u(side)} + (${index}) / ${u(count)}`;

/** From the shared memory, so many vectors of inputs, into registers. */
function emitProducts(tile: Tile, count: number): string {
  const [pixels, vectors] = [indices(tile.pixels), indices(tile.vectors)];
  return lines(
    `for (var d = 0u; d < ${u(count)}; d++) {`,
    pixels.map((p) => `let i${p} = inputs[d * ${u(pitchOf(tile))} + ${u(p * side)} + lane / ${u(side)}];`),
    [0, 1, 2, 3].map((row) => [
      vectors.map(
        (v) =>
          `let f${row}_${v} = filters[(d * 4u + ${u(row)}) * ${u(wideOf(tile))} + ${u(v * side)} + lane % ${u(side)}];`,
      ),
      pixels.map((p) => vectors.map((v) => `${value(p, v)} += i${p}.${'xyzw'[row]} * f${row}_${v};`)),
    ]),
    '}',
  );
}
