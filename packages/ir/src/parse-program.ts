import type { Core } from './core.ts';
import { cores } from './cores/index.ts';
import type {
  BufferDeclaration,
  Kernel,
  KernelProgram,
  ParameterDeclaration,
  PrepareStep,
  ProgramResult,
  ProgramTap,
  TensorDeclaration,
  Tile,
} from './kernel-program.ts';
import type { Operation } from './operation.ts';
import { steps, type Step } from './step.ts';
import { Scanner } from './text/scanner.ts';
import type { View } from './view.ts';

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
  const taps: ProgramTap[] = [];
  const results: ProgramResult[] = [];
  let input = '';
  let targets: string | undefined;
  for (;;) {
    const keyword = scan.word('a declaration, a kernel or return');
    if (keyword === 'return') break;
    if (keyword === 'parameter' || keyword === 'buffer') {
      const parameter = scan.string();
      const { shape } = parseFloat32(scan, 'a parameter is given as');
      parameters.push({ name: parameter, kind: keyword, shape, ...scan.attributes<object>() });
    } else if (keyword === 'prepare') prepare.push(parsePrepare(scan));
    else if (keyword === 'activation') {
      const id = scan.reference();
      buffers.push({
        id,
        ...(parseType(scan) as unknown as Pick<BufferDeclaration, 'shape' | 'dtype'>),
        ...scan.attributes<object>(),
      });
    } else if (keyword === 'input') input = scan.reference();
    else if (keyword === 'targets') targets = scan.reference();
    else if (keyword === 'tensor') tensors.push({ id: scan.reference(), ...parseType(scan) });
    else if (keyword === 'tap') taps.push({ name: scan.string(), buffer: scan.reference() });
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
    taps,
    buffers,
    kernels,
    ...(targets === undefined ? {} : { targets }),
    tensors,
    results,
  };
}

type Unbatched = Pick<TensorDeclaration, 'shape' | 'dtype'>;

function parseType(scan: Scanner): Unbatched {
  scan.expect(':');
  return scan.type() as Unbatched;
}

function parseFloat32(scan: Scanner, what: string): Unbatched {
  const type = parseType(scan);
  if (type.dtype !== 'f32') scan.reject(`${what} f32, found ${type.dtype}`);
  return type;
}

function parsePrepare(scan: Scanner): PrepareStep {
  const id = scan.reference();
  scan.expect('=');
  const op = scan.word('an operation');
  const inputs = scan.references();
  const attributes = scan.attributes();
  return { id, op, inputs, attributes, ...parseType(scan) } as unknown as PrepareStep;
}

function parseKernel(scan: Scanner): Kernel {
  const name = scan.reference();
  scan.expect('=');
  const { writes: _, ...core } = parseOperation(scan, scan.word('a core'), cores);
  const shape = parseFloat32(scan, 'a kernel computes in').shape as unknown as Kernel['shape'];
  const tile = scan.accept('tile') ? scan.attributes<Tile>() : undefined;
  const origin = scan.origin();
  const epilogue: Step[] = [];
  for (;;) {
    const kind = steps.find((step) => scan.accept(`${step} `));
    if (!kind) break;
    epilogue.push(parseOperation(scan, kind) as unknown as Step);
  }
  return { name, core: core as unknown as Core, epilogue, shape, ...(tile ? { tile } : {}), origin };
}

/** What `printProgram` writes of an operation, behind its kind. */
function parseOperation(
  scan: Scanner,
  kind: string,
  known?: object,
): Operation & { kind: string; writes: readonly string[] } {
  if (known && !Object.hasOwn(known, kind)) scan.reject(`there is no core ${kind}`);
  const group = <Item>(name: string, item: () => Item): readonly Item[] => {
    const items: Item[] = [];
    if (!scan.accept(`${name}(`)) return items;
    do items.push(item());
    while (scan.accept(','));
    scan.expect(')');
    return items;
  };
  const reference = (): string => scan.reference();
  return {
    kind,
    reads: group('reads', () => {
      const buffer = scan.reference();
      return scan.peek('{') ? { buffer, view: scan.attributes<View>() } : { buffer };
    }),
    tensors: group('tensors', reference),
    results: group('results', reference),
    writes: group('writes', reference),
    attributes: scan.attributes<object>(),
  };
}
