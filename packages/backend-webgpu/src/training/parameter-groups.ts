import { decayOf, type KernelProgram, type OptimizerDeclaration, type ParameterDeclaration } from '@resnet-compile/ir';
import { blocksIn, type ParametersPlan } from '@resnet-compile/plan/webgpu-training';

/** Parameters that are updated alike and lie together, up to `end`, in vectors of four from the first that is trained. */
export interface ParameterGroup {
  readonly end: number;
  /** λ, and the factor of the learning rate. */
  readonly decay: number;
  readonly rate: number;
}

/** Where two parameters have the same, they are updated alike. */
export const groupBy =
  (optimizer: OptimizerDeclaration) =>
  (declared: ParameterDeclaration): string =>
    `${decayOf(optimizer, declared)} ${declared.rate ?? 1}`;

/** The groups of what is trained, in the order in which they lie: one at least. */
export function parameterGroups(
  { parameters }: KernelProgram,
  { blocks, trained }: ParametersPlan,
  optimizer: OptimizerDeclaration,
): readonly ParameterGroup[] {
  const declared = new Map(parameters.map((each) => [each.name, each]));
  const groups: ParameterGroup[] = [];
  for (const { name, offset, size } of blocksIn(blocks, trained)) {
    const parameter = declared.get(name);
    if (!parameter) continue;
    const [decay, rate] = [decayOf(optimizer, parameter), parameter.rate ?? 1];
    const last = groups.at(-1);
    if (last && last.decay === decay && last.rate === rate) groups.pop();
    groups.push({ end: (offset + size - trained.offset) / 16, decay, rate });
  }
  return groups;
}
