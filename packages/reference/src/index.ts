export { toState, toValues, type Values } from './values.ts';
export type { RunInputs } from './run-inputs.ts';
export { evaluateGraph, runGraph, type EvaluateOptions } from './evaluate-graph.ts';
export { runPlacedProgram, runProgram } from './program/run-program.ts';
