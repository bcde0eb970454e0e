import type { Core, EpilogueStep, KernelProgram } from './kernel-program.ts';
import { printType, tensorType } from './tensor-type.ts';
import { formatAttributes, formatOrigin, formatReference } from './text/format.ts';

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
      ({ id, op, inputs, attributes, shape: extents }) =>
        `  prepare ${formatReference(id)} = ${op}${inputs.length ? ` ${inputs.map(formatReference).join(', ')}` : ''}${formatAttributes(attributes)} : ${printShape(extents)}`,
    ),
    ...program.buffers.map(
      ({ id, shape: extents, ...chosen }) =>
        `  activation ${formatReference(id)} : ${printShape(extents)}${formatAttributes(chosen)}`,
    ),
    `  input ${formatReference(program.input)}`,
    ...(program.targets === undefined ? [] : [`  targets ${formatReference(program.targets)}`]),
    ...program.tensors.map(({ id, shape }) => `  tensor ${formatReference(id)} : ${printShape(shape)}`),
  ];
  for (const { name, core, epilogue, shape: extents, tile, origin } of program.kernels) {
    lines.push(
      `  kernel ${formatReference(name)} = ${printCore(core)} : ${printShape(extents)}${tile ? ` tile${formatAttributes(tile)}` : ''}${formatOrigin(origin)}`,
    );
    for (const step of epilogue) lines.push(`    ${printStep(step)}`);
  }
  for (const { name, tensor } of program.results)
    lines.push(`  result ${JSON.stringify(name)} ${formatReference(tensor)}`);
  return [...lines, `  return ${formatReference(program.output)}`, ')', ''].join('\n');
}

/** Operands first; a training core's other references are among the attributes. */
function printCore({ kind, ...rest }: Core): string {
  const { input, weights, ...attributes } = rest as { input?: string; weights?: string };
  const operands = [input, weights].flatMap((id) => (id === undefined ? [] : [formatReference(id)])).join(', ');
  return `${kind}${operands && ` ${operands}`}${formatAttributes(attributes)}`;
}

function printStep(step: EpilogueStep): string {
  switch (step.op) {
    case 'bias':
      return `bias ${formatReference(step.values)}`;
    case 'affine':
      return `affine ${formatReference(step.scale)}, ${formatReference(step.shift)}`;
    case 'add':
      return `add ${formatReference(step.buffer)}${formatAttributes(step.view)}`;
    case 'relu':
      return 'relu';
    case 'normalize':
      return `normalize ${[step.mean, step.scale, step.shift].map(formatReference).join(', ')}`;
    case 'add_normalized':
      return `add_normalized ${[step.buffer, step.mean, step.scale].map(formatReference).join(', ')}`;
    case 'dropout':
      return `dropout${formatAttributes({ rate: step.rate, per: step.per, key: step.key })}`;
    case 'mask':
      return `mask ${formatReference(step.buffer)}`;
    case 'store':
      return `store ${formatReference(step.buffer)}${formatAttributes({ channel: step.channel })}`;
  }
}
