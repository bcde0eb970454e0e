import type { ParameterDeclaration } from '@resnet-compile/ir';
import { shownName } from '@resnet-compile/options';
import { mapNames, proposeNames, renameTensors, type ProposedNames, type Tensor } from '@resnet-compile/weights';
import { nameFileText, type Pairing } from './name-file.ts';

/** A file's tensors under a network's names. */
export interface NamedTensors {
  readonly mapped: Map<string, Tensor>;
  readonly renamed: readonly (readonly [from: string, to: string])[];
  /** What was done, a line each. */
  readonly notes: readonly string[];
  /** What is to be written with the weights. */
  readonly files: ReadonlyMap<string, string>;
  /** What is to be said where the tensors are not those of the network. */
  readonly advice: string;
}

const listedAtMost = 5;
const arrow = ([from, to]: readonly [string, string]): string => `${shownName(from)} → ${shownName(to)}`;

function differing(names: ReadonlyMap<string, string>): (readonly [string, string])[] {
  return [...names].filter(([from, to]) => from !== to);
}

/**
 * Names tensors by the file of names that `--pair` means, if it is there, else by rules; with `--pair`, where these leave
 * something without a tensor, by order and shape, which goes into that file.
 * @param wanted what has to have tensors in the end
 * @throws WeightsError where names mean nothing
 */
export function nameTensors(
  found: ReadonlyMap<string, Tensor>,
  expected: readonly ParameterDeclaration[],
  wanted: readonly ParameterDeclaration[],
  { path, accepted, names }: Pairing,
): NamedTensors {
  const common = { files: new Map<string, string>(), advice: '' };
  if (names)
    return {
      ...common,
      mapped: renameTensors(found, names, expected),
      renamed: differing(names),
      notes: [`names from ${path}`],
    };
  const { mapped, renamed, leftOut, note } = mapNames(found, expected);
  const notes = [...leftOutNotes(leftOut), ...(note === undefined ? [] : [`mind: ${note}`])];
  const byRules = { ...common, mapped, renamed, notes };
  if (wanted.every((parameter) => isThere(mapped, parameter))) return byRules;
  const proposal = proposeNames(found, wanted);
  if (proposal === undefined)
    return !accepted
      ? byRules
      : { ...byRules, advice: '--pair: by order and shape, not all that the network has finds its place either' };
  if (!accepted) return { ...byRules, advice: proposed(proposal, path) };
  return {
    mapped: renameTensors(found, proposal.names, expected),
    renamed: differing(proposal.names),
    notes: [`names paired by order and shape, written to ${path}`, ...sure(proposal)],
    files: new Map([[path, nameFileText(proposal.names)]]),
    advice: '',
  };
}

const isThere = (mapped: ReadonlyMap<string, Tensor>, { name, shape, aliases = [] }: ParameterDeclaration): boolean =>
  [name, ...aliases].some((each) => String(mapped.get(each)?.shape) === String(shape));

/** Of each reason one line. */
function leftOutNotes(leftOut: readonly (readonly [name: string, why: string])[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const [name, why] of leftOut) {
    const names = reasons.get(why);
    if (names) names.push(name);
    else reasons.set(why, [name]);
  }
  return [...reasons].map(([why, names]) => {
    const others = names.length > 1 ? ` and ${names.length - 1} more` : '';
    return `left out: ${shownName(names[0] ?? '')}${others} (${why})`;
  });
}

const sure = ({ inOrder, byOrder }: ProposedNames): string[] => [
  ...(inOrder ? ['file and network have the same shapes in the same order throughout'] : []),
  ...(byOrder ? [`${byOrder} layers have the shapes of others: which of these is which, their order alone says`] : []),
];

function proposed(proposal: ProposedNames, path: string): string {
  const pairs = differing(proposal.names);
  const lines = [
    `no rule knows these names, but by order and shape ${pairs.length} pair:`,
    ...pairs.slice(0, listedAtMost).map((pair) => `  ${arrow(pair)}`),
    ...(pairs.length > listedAtMost ? [`  … and ${pairs.length - listedAtMost} more`] : []),
    ...sure(proposal),
    `check them; --pair accepts them and writes them to ${path}, to be read in their place from then on`,
  ];
  return lines.join('\n');
}
