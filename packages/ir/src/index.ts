export { dtypeNames, dtypes, type Dtype } from './dtype.ts';
export * from './tensor-type.ts';
export * from './origin.ts';
export { firstFrom } from './first-from.ts';
export { found } from './found.ts';
export type { Each } from './each.ts';
export {
  draws,
  inferType,
  mapInputs,
  opNames,
  type Inferred,
  type InferredOps,
  type Inputs,
  type OpAttributes,
  type OpName,
} from './ops/index.ts';
export type { SourceOps } from './ops/sources.ts';
export * from './ops/shape-error.ts';
export * from './ops/window.ts';
export type { PadAttributes, PadMode } from './ops/pad.ts';
export * from './graph.ts';
export * from './graph-builder.ts';
export { rewriteGraph } from './rewrite.ts';
export { printGraph } from './print-graph.ts';
export { parseGraph } from './parse-graph.ts';
export { verifyGraph } from './verify-graph.ts';
export { VerifyError } from './verify-error.ts';
export { ParseError } from './text/scanner.ts';
export { Ids, idsBeside } from './ids.ts';
export { repeatedValues } from './repeated-values.ts';
export { itemOf } from './item-of.ts';
export type { InitialValue } from './initial-value.ts';
export * from './in-training.ts';
export { changingTensors, changingValues } from './changing-tensors.ts';
export * from './filter-gradients.ts';
export * from './kernel-program.ts';
export * from './prepare-plan.ts';
export * from './kernel-uses.ts';
export { backwardStart } from './backward-start.ts';
export * from './scalar/index.ts';
export * as pointwise from './scalar/pointwise.ts';
export { updateRuleOf, type OptimizerDeclaration } from './optimizers/index.ts';
export { isOfElement, operandsOfUpdate, type UpdateOperands, type UpdateRule } from './optimizers/update-rule.ts';
export { decayOf } from './optimizers/decay.ts';
export { splitUpdate, type SplitUpdate } from './optimizers/split-update.ts';
export { isLossKind, lossRuleOf, type LossDeclaration } from './losses/index.ts';
export { isOfElementOfRow, type LossRule, type RowValue } from './losses/loss-rule.ts';
export { differentiateLoss, type DifferentiatedLoss } from './losses/differentiate-loss.ts';
export type { MapShape } from './map-shape.ts';
export * from './view.ts';
export * from './operation.ts';
export { coreOf, type Core, type CoreKind, type CoreOf } from './core.ts';
export { coreKinds, declarationOf, isTiled } from './cores/index.ts';
export { winogradInputShape } from './cores/winograd.ts';
export type { GroupedWindow } from './cores/convolution.ts';
export * from './step.ts';
export * from './winograd.ts';
export * from './workgroup.ts';
export { formatAttributes } from './text/format.ts';
export { printProgram } from './print-program.ts';
export { parseProgram } from './parse-program.ts';
export { verifyProgram } from './verify-program.ts';
export { placedBytes, placementOf, strides, type Strides } from './layout.ts';
export { lifetimesOf, type Lifetime } from './lifetimes.ts';
export { inPlacePairs, inPlaceSource } from './in-place.ts';
export type { Costs, Target } from './target.ts';
export type { Support } from './support.ts';
export { faultOfArithmetic } from './fault-of-arithmetic.ts';
export { readByFloat } from './read-by-float.ts';
