export { fillState, images, labels, units, type FillOptions, type FilledTensor } from './fill.ts';
export { familyNetwork, familyTrainOracles, type FamilyNetworkCase } from './family-train.ts';
export { averagedBatch, averagedNetwork, estimatedOn, type AverageCase } from './averages.ts';
export {
  explainedImages,
  explainedNetwork,
  explanationCases,
  filledWeights,
  type ExplanationCase,
} from './explanations.ts';
export { differentiatedBatch, differentiatedNetwork, lossGradients } from './loss-gradients.ts';
export { finetunedNetwork, finetunings, type FinetuningCase } from './finetuning.ts';
export { peakMemory, type PeakMemoryOptions } from './peak-memory/peak-memory.ts';
export { digestOfState, family, type FamilyNetwork } from './family.ts';
export { lossCases, type LossCase } from './losses.ts';
export { gradientAt, optimizerSteps, parameterAtFirst, type OptimizerSteps } from './optimizer-steps.ts';
export {
  oracles,
  type OracleCase,
  type OracleNetwork,
  type OracleTraining,
  type TensorSummary,
  type TrainingOptions,
} from './oracles.ts';
export { holdsForAll, seed } from './fast-check.ts';
export { normCases, normExtents, normValues, type NormCase } from './norms.ts';
export { nanRules } from './nan-rules.ts';
export { randomMutations, type RandomMutation } from './mutations.ts';
export { programs } from './programs.ts';
export { layerPaths } from '@resnet-compile/dsl/reduce';
export { holdsForNetworks, type Law } from './holds-for-networks.ts';
export { randomNetwork } from './random-networks/random-network.ts';
export { randomNetworks } from './random-networks/arbitrary.ts';
export { layerKinds } from './random-networks/grow.ts';
export { groupings } from './groupings.ts';
export { blockOf, kerasListing, resnet50ForCifar } from './listed-networks.ts';
export { handMadeNetworks, resnetCombinations } from './small-networks.ts';
export { hiddenPlaces, leakedPlaces, specialImages, specialStates } from './special-values.ts';
export { windowCases, type WindowCase } from './windows.ts';
export { softwareVulkan, useSoftwareVulkan, type SoftwareVulkan } from './software-vulkan.ts';
