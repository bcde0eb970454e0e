import type {
  BufferDeclaration,
  Core,
  EpilogueStep,
  Kernel,
  KernelProgram,
  ParameterDeclaration,
  PrepareStep,
  ProgramResult,
  TensorDeclaration,
  Tile,
} from './kernel-program.ts';
import { Scanner } from './text/scanner.ts';

/** Reads the text form of a program. @throws {ParseError} with line and column. The result is not verified. */
export function parseProgram(text: string): KernelProgram {
  const scan = new Scanner(text);
  scan.expect('program');
  const name = scan.reference();
  const target = scan.accept('for ') ? scan.word('a target') : undefined;
  scan.expect('(');
  const parameters: ParameterDeclaration[] = [];
  const prepare: PrepareStep[] = [];
  const buffers: BufferDeclaration[] = [];
  const kernels: Kernel[] = [];
  const tensors: TensorDeclaration[] = [];
  const results: ProgramResult[] = [];
  let input = '';
  let targets: string | undefined;
  for (;;) {
    const keyword = scan.word('a declaration, a kernel or return');
    if (keyword === 'return') break;
    if (keyword === 'parameter' || keyword === 'buffer') {
      const parameter = scan.string();
      parameters.push({ name: parameter, kind: keyword, shape: parseShape(scan), ...scan.attributes<object>() });
    } else if (keyword === 'prepare') prepare.push(parsePrepare(scan));
    else if (keyword === 'activation') {
      const id = scan.reference();
      buffers.push({
        id,
        shape: parseShape(scan) as unknown as BufferDeclaration['shape'],
        ...scan.attributes<object>(),
      });
    } else if (keyword === 'input') input = scan.reference();
    else if (keyword === 'targets') targets = scan.reference();
    else if (keyword === 'tensor') tensors.push({ id: scan.reference(), shape: parseShape(scan) });
    else if (keyword === 'result') results.push({ name: scan.string(), tensor: scan.reference() });
    else if (keyword === 'kernel') kernels.push(parseKernel(scan));
    else scan.fail(`a declaration, a kernel or return after ${keyword}`);
  }
  const output = scan.reference();
  scan.expect(')');
  scan.end();
  return {
    name,
    ...(target === undefined ? {} : { target }),
    parameters,
    prepare,
    input,
    output,
    buffers,
    kernels,
    ...(targets === undefined ? {} : { targets }),
    tensors,
    results,
  };
}

function parseShape(scan: Scanner): readonly number[] {
  scan.expect(':');
  return scan.type().shape as readonly number[];
}

function parsePrepare(scan: Scanner): PrepareStep {
  const id = scan.reference();
  scan.expect('=');
  const op = scan.word('an operation');
  const inputs = scan.references();
  const attributes = scan.attributes();
  return { id, op, inputs, attributes, shape: parseShape(scan) } as unknown as PrepareStep;
}

function parseKernel(scan: Scanner): Kernel {
  const name = scan.reference();
  scan.expect('=');
  const kind = scan.word('a core');
  const [input, weights] = scan.references();
  const attributes = scan.attributes<object>();
  const core = {
    kind,
    ...(input === undefined ? {} : { input }),
    ...(weights === undefined ? {} : { weights }),
    ...attributes,
  } as unknown as Core;
  const shape = parseShape(scan) as unknown as Kernel['shape'];
  const tile = scan.accept('tile') ? scan.attributes<Tile>() : undefined;
  const origin = scan.origin();
  const epilogue: EpilogueStep[] = [];
  for (let step = parseStep(scan); step; step = parseStep(scan)) epilogue.push(step);
  return { name, core, epilogue, shape, ...(tile ? { tile } : {}), origin };
}

function parseStep(scan: Scanner): EpilogueStep | undefined {
  if (scan.accept('bias ')) return { op: 'bias', values: scan.reference() };
  if (scan.accept('affine ')) {
    const [scale, shift] = scan.references();
    return { op: 'affine', scale: scale!, shift: shift! };
  }
  if (scan.accept('normalize ')) {
    const [mean, scale, shift] = scan.references();
    return { op: 'normalize', mean: mean!, scale: scale!, shift: shift! };
  }
  if (scan.accept('add_normalized ')) {
    const [buffer, mean, scale] = scan.references();
    return { op: 'add_normalized', buffer: buffer!, mean: mean!, scale: scale! };
  }
  if (scan.accept('dropout '))
    return { op: 'dropout', ...scan.attributes<{ rate: number; per: 'element' | 'image'; key: number }>() };
  if (scan.accept('mask ')) return { op: 'mask', buffer: scan.reference() };
  if (scan.accept('add ')) return { op: 'add', buffer: scan.reference(), view: scan.attributes() };
  if (scan.accept('relu')) return { op: 'relu' };
  if (scan.accept('store '))
    return { op: 'store', buffer: scan.reference(), channel: scan.attributes<{ channel: number }>().channel };
  return undefined;
}
