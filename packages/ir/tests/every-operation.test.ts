import { describe, expect, it } from 'vitest';
import {
  coreKinds,
  operandCounts,
  opNames,
  parseGraph,
  parseProgram,
  partsOf,
  printGraph,
  printProgram,
  verifyGraph,
  verifyProgram,
  type Scalar,
} from '../src/index.ts';
import { steps } from '../src/step.ts';
import { graphText, programText } from './every-operation.ts';

describe('the text of every operation', () => {
  it('of a graph is verified and reads back', () => {
    const graph = parseGraph(graphText);
    verifyGraph(graph);
    expect(printGraph(graph)).toBe(graphText);
  });

  it('of a program is verified and reads back', () => {
    const program = parseProgram(programText);
    verifyProgram(program);
    expect(printProgram(program)).toBe(programText);
  });

  it('leaves out none of the Graph', () => {
    expect(new Set(parseGraph(graphText).nodes.map(({ op }) => op))).toEqual(new Set(opNames));
  });

  it('leaves out no core, no step and no operation of the prepare program', () => {
    const { kernels, prepare } = parseProgram(programText);
    expect(new Set(kernels.map(({ core }) => core.kind))).toEqual(new Set(coreKinds));
    expect(new Set(kernels.flatMap(({ epilogue }) => epilogue.map(({ kind }) => kind)))).toEqual(new Set(steps));
    expect(prepare.map(({ op }) => op).sort()).toEqual([
      'constant',
      'constant',
      'constant',
      'map',
      'parameter',
      'scale_filters',
      'standardize_filters',
    ]);
  });

  it('leaves out no operation of an expression', () => {
    const expressions = parseGraph(graphText).nodes.flatMap(({ attributes }): Scalar[] =>
      'of' in attributes ? [attributes.of] : [],
    );
    const found = partsOf(...expressions).map(({ op }) => op);
    expect(new Set(found)).toEqual(new Set([...Object.keys(operandCounts), 'operand', 'constant']));
  });
});
