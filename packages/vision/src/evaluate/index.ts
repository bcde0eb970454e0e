export { evaluate, type EvaluateOptions, type EvaluationProgress } from './evaluate.ts';
export type { ClassResult, Evaluation, SeenPicture } from './evaluation.ts';
export { evaluationPage, type EvaluationPageOptions } from './evaluation-page.ts';
