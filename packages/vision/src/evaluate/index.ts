export { evaluate, type EvaluateOptions, type EvaluationProgress } from './evaluate.ts';
export type { Evaluation, Mistaken } from './evaluation.ts';
