import { describe, expect, it } from 'vitest';
import {
  GraphBuilder,
  makeConstant,
  makeInput,
  makeParameter,
  parseGraph,
  parseProgram,
  pointwise,
  printGraph,
  printProgram,
  tensorType,
  verifyGraph,
  verifyProgram,
} from '../src/index.ts';
import { test } from './fast-check.ts';
import { graphs } from './random-graph.ts';
import { programs } from './random-program.ts';

describe('graphs', () => {
  test.prop(graphs, 'print, parse and print again', (graph) => {
    verifyGraph(graph);
    const read = parseGraph(printGraph(graph));
    verifyGraph(read);
    expect(printGraph(read)).toBe(printGraph(graph));
    expect(read.name).toBe(graph.name);
    expect(
      read.nodes.map(({ op, attributes, type, origin }) => JSON.stringify({ op, attributes, type, origin })),
    ).toEqual(graph.nodes.map(({ op, attributes, type, origin }) => JSON.stringify({ op, attributes, type, origin })));
  });

  it('has this form', () => {
    const graph = new GraphBuilder();
    const x = graph.append(makeInput([3, 32, 32]));
    const filters = graph.append(makeParameter('conv1.weight', [16, 3, 3, 3], 'parameter', { path: 'conv1' }));
    const y = graph.add(
      'conv2d',
      { stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 },
      [x, filters],
      {
        path: 'conv1',
        file: 'model.ts',
        line: 3,
        column: 16,
      },
    );
    graph.append(makeConstant([0.5, -1e-7], tensorType(2), { file: 'model.ts' }));
    expect(printGraph(graph.finish('my net', graph.add('map', { of: pointwise.relu }, [y], {}))))
      .toBe(`graph %"my net" (
  %0 = input : f32[N,3,32,32]
  %1 = parameter {"name":"conv1.weight","kind":"parameter"} : f32[16,3,3,3] @ "conv1"
  %2 = conv2d %0, %1 {"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1} : f32[N,16,32,32] @ "conv1" "model.ts":3:16
  %3 = constant {"values":[0.5,-1e-7]} : f32[2] @ - "model.ts"
  %4 = map %2 {"of":"max(x0, 0)"} : f32[N,16,32,32]
  return %4
)
`);
  });

  it.each([
    1,
    -1,
    0.25,
    1e-7,
    { distribution: 'he_normal', fan: 'in' },
    { distribution: 'uniform', fan: 'out' },
  ] as const)('keeps that a parameter begins as %o', (initial) => {
    const graph = new GraphBuilder();
    graph.append(makeParameter('p', [2, 3], 'parameter', {}, initial));
    const text = printGraph(graph.finish('net', graph.append(makeInput([1, 1, 1]))));
    expect(text).toContain(`"initial":${JSON.stringify(initial)}`);
    expect(parseGraph(text).nodes[0]).toMatchObject({ attributes: { name: 'p', initial } });
    const line = `  parameter "p" : f32[2,3] {"initial":${JSON.stringify(initial)}}`;
    const program = parseProgram(`program %net (\n${line}\n  activation %x : f32[1,1,1]\n  input %x\n  return %x\n)\n`);
    expect(program.parameters).toEqual([{ name: 'p', shape: [2, 3], kind: 'parameter', initial }]);
    expect(printProgram(program)).toContain(`${line}\n`);
  });

  it.each([
    '',
    ' ',
    '"',
    '\\',
    '\\"',
    "it's",
    '`${x}`',
    '*/ /*',
    '-->',
    'a\nb\r\n\tc',
    '残差ネット',
    '🙂',
    '\u2028',
    '\ud800',
    '}{',
    '%0',
    '@ -',
    'return',
    '__proto__',
    '\0',
  ])('keeps the name %j', (name) => {
    const graph = new GraphBuilder();
    graph.append(makeParameter(name, [1], 'buffer', { path: name, file: name, line: 1, column: 2 }));
    const read = parseGraph(printGraph(graph.finish(name, graph.append(makeInput([1, 1, 1])))));
    verifyGraph(read);
    expect(read.name).toBe(name);
    expect(read.nodes[0]).toMatchObject({
      attributes: { name, kind: 'buffer' },
      origin: { path: name, file: name, line: 1, column: 2 },
    });
  });
});

describe('programs', () => {
  test.prop(programs, 'print, parse and print again', (program) => {
    verifyProgram(program);
    const read = parseProgram(printProgram(program));
    verifyProgram(read);
    expect(printProgram(read)).toBe(printProgram(program));
    expect(read).toEqual(program);
  });

  it('has this form', () => {
    const text = `program %net for cpu-avx2 (
  parameter "fc.weight" : f32[2,3]
  buffer "mean" : f32[3]
  prepare %w = parameter {"name":"fc.weight","kind":"parameter"} : f32[2,3]
  prepare %c = constant {"values":[1,2]} : f32[2]
  prepare %d = map %c, %c, %c {"of":"add(multiply(x0, x1), x2)"} : f32[2]
  activation %x : f32[3,4,4] {"layout":{"pitch":4,"halo":[0,0]},"placement":{"constant":0,"perImage":0}}
  activation %"the mean" : f32[3,1,1] {"layout":{"pitch":3,"halo":[0,0]},"placement":{"constant":0,"perImage":64}}
  activation %y : f32[2,1,1] {"layout":{"pitch":2,"halo":[0,0]},"placement":{"constant":0,"perImage":0}}
  input %x
  kernel %pool = mean reads(%x) {"of":"x0"} : f32[3,1,1] @ "pool"
    store writes(%"the mean") {"channel":0}
  kernel %fc = matrix_product reads(%"the mean") tensors(%w) : f32[2,1,1] tile {"pixels":4,"channels":8,"block":64} @ "fc" "model.ts":9:1
    map tensors(%c) {"of":"add(x0, x1)"}
    map tensors(%c, %d) {"of":"add(multiply(x0, x1), x2)"}
    map {"of":"max(x0, 0)"}
    store writes(%y) {"channel":0}
  return %y
)
`;
    const program = parseProgram(text);
    verifyProgram(program);
    expect(printProgram(program)).toBe(text);
  });
});
