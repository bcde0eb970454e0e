/** What the npm package `webgpu` exports. */
interface WebGpuPackage {
  create(options: readonly string[]): GPU;
}

export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** In Node, the adapter's owner: to be kept as long as anything of it is used. */
  readonly gpu: GPU;
}

/**
 * The GPU's adapter: of `given`, else of `navigator.gpu`, else in Node of the npm package `webgpu`.
 *
 * @throws {Error} that says what to do, where there is none.
 */
export async function findAdapter(given: object | undefined): Promise<FoundAdapter> {
  const gpu =
    (given as GPU | undefined) ??
    (globalThis.navigator as Partial<Navigator> | undefined)?.gpu ??
    (await gpuOfPackage());
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter) return { adapter, gpu };
  throw new Error(
    `WebGPU finds no adapter. ${isNode() ? 'It needs a Vulkan, Metal or Direct3D 12 driver: install the graphics driver' : "Update the graphics driver, allow hardware acceleration in the browser's settings"}, or load with device: 'cpu'.`,
  );
}

/** The same, but an adapter that is neither a fallback nor software; undefined where there is none. */
export async function findHardwareAdapter(given: object | undefined): Promise<FoundAdapter | undefined> {
  const found = await findAdapter(given).catch(() => undefined);
  return found && !isSoftware(found.adapter) ? found : undefined;
}

/** Whether an adapter computes on the CPU, where WebAssembly is faster. */
export function isSoftware(adapter: GPUAdapter): boolean {
  const { info } = adapter;
  if (info?.isFallbackAdapter || (adapter as { readonly isFallbackAdapter?: boolean }).isFallbackAdapter) return true;
  const words = [info?.vendor, info?.architecture, info?.device, info?.description].join(' ').toLowerCase();
  return ['swiftshader', 'llvmpipe', 'lavapipe', 'software', 'basic render'].some((name) => words.includes(name));
}

const isNode = (): boolean =>
  (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !== undefined;

async function gpuOfPackage(): Promise<GPU> {
  if (!isNode())
    throw new Error(
      "there is no WebGPU here: navigator.gpu is missing. Use a browser that has WebGPU, over https or on localhost, or load with device: 'cpu'.",
    );
  // A specifier that no bundler can see through, since the package is not needed where there is navigator.gpu.
  const name = ['web', 'gpu'].join('');
  let webgpu: WebGpuPackage;
  try {
    webgpu = (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as WebGpuPackage;
  } catch (error) {
    throw new Error(
      `WebGPU in Node needs the package webgpu, which cannot be loaded (${(error as Error).message}). Run: npm install webgpu, or pass a GPU object as gpu, or load with device: 'cpu'.`,
      { cause: error },
    );
  }
  return webgpu.create([]);
}

/** Why a module that was compiled for WebGPU alone is not loaded where nobody asked for that. */
export const noAdapter = (besides = ''): string =>
  `was compiled for WebGPU alone, and there is no adapter that is neither a fallback nor software${besides}. Load with device: 'webgpu' to take any that there is, or compile the module for the CPU as well.`;
