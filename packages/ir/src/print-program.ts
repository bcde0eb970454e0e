import type { Core } from './core.ts';
import type { KernelProgram } from './kernel-program.ts';
import type { Read } from './operation.ts';
import type { Step } from './step.ts';
import { printType, tensorType } from './tensor-type.ts';
import { formatAttributes, formatOrigin, formatReference } from './text/format.ts';

/** What is float32 at all times. */
const printShape = (extents: readonly number[]): string => printType(tensorType(...extents));

/** The text form of a program, one declaration, kernel or epilogue step a line; {@link parseProgram} reads it back. */
export function printProgram(program: KernelProgram): string {
  const lines = [
    `program ${formatReference(program.name)}${program.target === undefined ? '' : ` for ${program.target}`} (`,
    ...program.parameters.map(
      ({ name, kind, shape: extents, ...begins }) =>
        `  ${kind} ${JSON.stringify(name)} : ${printShape(extents)}${formatAttributes(begins)}`,
    ),
    ...program.prepare.map(
      ({ id, op, inputs, attributes, ...type }) =>
        `  prepare ${formatReference(id)} = ${op}${inputs.length ? ` ${inputs.map(formatReference).join(', ')}` : ''}${formatAttributes(attributes)} : ${printType(type)}`,
    ),
    ...program.buffers.map(
      ({ id, shape, dtype, ...chosen }) =>
        `  activation ${formatReference(id)} : ${printType({ dtype, shape })}${formatAttributes(chosen)}`,
    ),
    `  input ${formatReference(program.input)}`,
    ...(program.targets === undefined ? [] : [`  targets ${formatReference(program.targets)}`]),
    ...program.tensors.map(({ id, ...type }) => `  tensor ${formatReference(id)} : ${printType(type)}`),
  ];
  for (const { name, core, epilogue, shape: extents, tile, origin } of program.kernels) {
    lines.push(
      `  kernel ${formatReference(name)} = ${printOperation(core)} : ${printShape(extents)}${tile ? ` tile${formatAttributes(tile)}` : ''}${formatOrigin(origin)}`,
    );
    for (const step of epilogue) lines.push(`    ${printOperation(step)}`);
  }
  for (const { name, buffer } of program.taps) lines.push(`  tap ${JSON.stringify(name)} ${formatReference(buffer)}`);
  for (const { name, tensor } of program.results)
    lines.push(`  result ${JSON.stringify(name)} ${formatReference(tensor)}`);
  return [...lines, `  return ${formatReference(program.output)}`, ')', ''].join('\n');
}

const printRead = ({ buffer, view }: Read): string => `${formatReference(buffer)}${view ? formatAttributes(view) : ''}`;

/** `kind reads(…) tensors(…) results(…) writes(…) {attributes}`, without what is empty. */
function printOperation(operation: Core | Step): string {
  const { kind, reads, tensors, results, attributes } = operation;
  const written: readonly string[] = 'writes' in operation ? operation.writes : [];
  const groups = [
    ['reads', reads.map(printRead)],
    ['tensors', tensors.map(formatReference)],
    ['results', results.map(formatReference)],
    ['writes', written.map(formatReference)],
  ] as const;
  const printed = groups.flatMap(([name, some]) => (some.length ? [` ${name}(${some.join(', ')})`] : []));
  return `${kind}${printed.join('')}${formatAttributes(attributes)}`;
}
