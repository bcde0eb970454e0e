export { toState, toValues, type Values } from './values.ts';
export type { RunInputs } from './run-inputs.ts';
export { evaluateGraph, runGraph, runTaps, type EvaluateOptions } from './evaluate-graph.ts';
export { runPlacedProgram, runProgram, runWholeProgram, type ProgramOutputs } from './program/run-program.ts';
export { sensitivity } from './program/sensitivity.ts';
export {
  runTrainingStep,
  type OptimizerState,
  type TrainingStep,
  type TrainingStepOptions,
  type TrainingStepResult,
} from './training/run-training-step.ts';
export { runTrainingGraph, type TrainingResults } from './training/run-training-graph.ts';
