import { fc } from './fast-check.ts';
import { scalarsOf } from './random-scalar.ts';
import {
  GraphBuilder,
  makeConstant,
  makeInput,
  makeParameter,
  noPadding,
  pointwise,
  ShapeError,
  tensorType,
  type Graph,
  type Node,
  type Origin,
  type Pair,
  type Sides,
} from '../src/index.ts';

/** Any text, with what could end a quotation, a line or a comment more often than chance has it. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '`',
        '\\',
        '\n',
        '\r',
        '*/',
        '//',
        '${x}',
        '%',
        ')',
        '{',
        '}',
        'ü',
        '残差',
        '🙂',
        '\u2028',
        '\0',
        ' ',
        'return',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
);

export const origins: fc.Arbitrary<Origin> = fc.oneof(
  fc.constant({}),
  fc.record({ path: texts }),
  fc.record({ file: texts }),
  fc.record({ path: texts, file: texts, line: fc.nat(9999) }),
  fc.record({ file: texts, line: fc.nat(9999), column: fc.nat(999) }),
  fc.record({ path: texts, file: texts, line: fc.nat(9999), column: fc.nat(999) }),
);

/** One layer to try on a value: a choice, and numbers and texts for its attributes. */
const layers = fc.record({
  choice: fc.nat(14),
  pick: fc.nat(),
  sizes: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 2 }),
    fc.nat(1),
  ),
  flag: fc.boolean(),
  values: fc.double({ noNaN: true, noDefaultInfinity: true }),
  of: scalarsOf(3),
  origin: origins,
});
type Layer = typeof layers extends fc.Arbitrary<infer T> ? T : never;

function apply(
  graph: GraphBuilder,
  maps: readonly Node[],
  { choice, pick, sizes, flag, values, of, origin }: Layer,
  name: string,
): Node {
  const x = maps[pick % maps.length]!;
  const [channels, height, width] = x.type.shape.slice(1) as [number, number, number];
  const [a, b, step, pad] = sizes;
  const stride: Pair = [step, a];
  const padding: Sides = [pad, 0, flag ? pad : 0, 0];
  const dilation: Pair = [1, pad + 1];
  let count = 0;
  const parameter = (...shape: readonly number[]): Node =>
    graph.append(makeParameter(`${name}${count++}`, shape, flag ? 'parameter' : 'buffer', origin));
  const vector = (): Node =>
    graph.append(
      makeConstant(
        Array.from({ length: channels }, () => values),
        tensorType(channels),
        origin,
      ),
    );
  switch (choice) {
    case 0:
      return graph.add(
        'conv2d',
        { stride, padding, dilation, groups: 1 },
        [x, parameter(a, channels, b, step)],
        origin,
      );
    case 1:
      return graph.add(
        'conv2d',
        { stride, padding, dilation, groups: channels },
        [x, parameter(channels * b, 1, a, 1), parameter(channels * b)],
        origin,
      );
    case 2:
      return graph.add(
        'batch_norm',
        { epsilon: 10 ** -a, momentum: 0.1 },
        [x, parameter(channels), parameter(channels), parameter(channels), parameter(channels)],
        origin,
      );
    case 3:
      return graph.add('map', { of: pointwise.affine }, [x, vector(), parameter(channels)], origin);
    case 4:
      return graph.add('map', { of: pointwise.relu }, [x], origin);
    case 5:
      return graph.add(
        'map',
        { of: pointwise.sum },
        [x, maps.findLast((map) => String(map.type.shape) === String(x.type.shape))!],
        origin,
      );
    case 6:
      return graph.add(
        'concatenate',
        {},
        [x, ...maps.filter((map) => String(map.type.shape.slice(2)) === String([height, width])).slice(0, 2)],
        origin,
      );
    case 7:
      return graph.add('max_pool', { kernel: [a + 1, b + 1], stride, padding }, [x], origin);
    case 8:
      return graph.add(
        'average_pool',
        { kernel: [a + 1, b + 1], stride, padding, counted: flag ? padding : noPadding },
        [x],
        origin,
      );
    case 9:
      return graph.add('subsample', { stride }, [x], origin);
    case 10:
      return graph.add('pad_channels', { before: pad, after: a }, [x], origin);
    case 11:
      return graph.add('dropout', { rate: 1 / (a + 1), per: a % 2 ? 'image' : 'element', key: a }, [x], origin);
    case 13:
      return graph.add('pad', { sides: [pad, a, 0, b], mode: flag ? 'zeros' : 'reflection' }, [x], origin);
    case 12:
      return graph.add('map', { of }, [x, vector(), x], origin);
    default: {
      const scale = graph.add('map', { of: pointwise.batchNormScale(1e-5) }, [parameter(channels), vector()], origin);
      const shift = graph.add('map', { of: pointwise.batchNormShift }, [parameter(channels), vector(), scale], origin);
      const filters = graph.add('scale_filters', {}, [parameter(channels, 1, 1, 1), scale], origin);
      const bias = graph.add('map', { of: pointwise.affine }, [scale, shift, shift], origin);
      return graph.add(
        'conv2d',
        { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: channels },
        [x, filters, bias],
        origin,
      );
    }
  }
}

/** Small graphs of every operation, as a DSL would build them; layers that do not fit are left out. */
export const graphs: fc.Arbitrary<Graph> = fc
  .record({
    name: texts,
    shape: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    layers: fc.array(layers, { maxLength: 8 }),
    prefix: texts,
    head: fc.nat(2),
  })
  .map(({ name, shape, layers: all, prefix, head }) => {
    const graph = new GraphBuilder();
    const maps = [graph.append(makeInput(shape))];
    all.forEach((layer, index) => {
      try {
        maps.push(apply(graph, maps, layer, `${prefix}.${index}.`));
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
      }
    });
    let output = maps.at(-1)!;
    if (head > 0) output = graph.add('global_average_pool', {}, [output], {});
    if (head === 1) output = graph.add('flatten', {}, [output], {});
    if (head === 2)
      output = graph.add(
        'dense',
        {},
        [output, graph.append(makeParameter(`${prefix} fc`, [3, output.type.shape[1] as number], 'parameter', {}))],
        {},
      );
    return graph.finish(
      name,
      output,
      maps.slice(-head).map((node, index) => ({ name: `${prefix} ${index}`, node })),
    );
  });
