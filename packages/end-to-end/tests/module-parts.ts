import { strToU8, gzipSync } from 'fflate';
import { runInNewContext } from 'node:vm';

interface CpuPart {
  readonly plan: object;
  readonly code: { readonly shapes?: object };
}

/** What a compiled module hands to its runtime. */
interface Contents {
  readonly prepare: unknown;
  readonly cpu?: CpuPart;
  readonly webgpu?: unknown;
  readonly training?: {
    readonly prepare: unknown;
    readonly cpu?: CpuPart;
    readonly webgpu?: unknown;
  };
}

export interface Size {
  readonly raw: number;
  /** By fflate, which compresses alike on every machine. */
  readonly gzipped: number;
}

export const sizeOf = (text: string): Size => {
  const bytes = strToU8(text);
  return { raw: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
};

const between = (text: string, start: string, end: string): string => {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`a module without ${start} … ${end}`);
  return text.slice(from + start.length, to);
};

const isShader = (value: unknown): value is string => typeof value === 'string' && value.includes('@compute');

/** The parts that a compiled module's text consists of, as it carries them; those of a kind one after the other. */
export function partsOfModule(text: string): ReadonlyMap<string, string> {
  const model = between(text, 'export const model = ', ';\nconst id');
  const given = between(text, '(hostCode()).createLoad(', '))(options);');
  const contents = runInNewContext(`(${given})`, {
    model: 0,
    id: 0,
    url: 0,
    createRuntime: 0,
    hostCode: 0,
  }) as Contents;
  const parts = new Map<string, string>();
  const add = (name: string, part: unknown): void => {
    const added = typeof part === 'string' ? part : JSON.stringify(part);
    if (added !== undefined) parts.set(name, (parts.get(name) ?? '') + added);
  };
  add('runtime', between(text, 'const createRuntime = ', '\nconst hostCode'));
  add('code of kernels, loss and optimiser', between(text, 'const hostCode = ', '\nexport const model'));
  add('model', model);
  for (const { prepare, cpu, webgpu } of [contents, contents.training ?? { prepare: undefined }]) {
    add('prepare', prepare);
    add('CPU plan', cpu?.plan);
    add('CPU kernels', cpu?.code.shapes);
    const shaders: string[] = [];
    add(
      'WebGPU plan',
      webgpu && JSON.stringify(webgpu, (_, value: unknown) => (isShader(value) ? shaders.push(value) : value)),
    );
    if (shaders.length) add('shaders', shaders.join('\n'));
  }
  return parts;
}
