export { readModelFile, type ReadOptions } from './read-model-file.ts';
export type { DslModules } from './resolve-import.ts';
export type { ModelExport, ModelFile } from './model-file.ts';
export { inOrder, type Diagnostic } from './diagnostic.ts';
export { isCommonJs } from './module-syntax.ts';
export type { SourceRange, Sources } from './sources.ts';
export { collectProblems } from './collect-problems.ts';
export { toDiagnostics } from './to-diagnostics.ts';
export { printDiagnostics } from './print-diagnostics.ts';
