import { buildPlan, carryShapes, cpuTarget, emitKernels } from '@resnet-compile/backend-cpu';
import { buildWebGpuPlan, webgpuHalfTarget, webgpuTarget } from '@resnet-compile/backend-webgpu';
import type { WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { compile } from '@resnet-compile/compiler';
import { resnet } from '@resnet-compile/dsl';
import { planPrepare, type Target } from '@resnet-compile/ir';
import { images, useSoftwareVulkan } from '@resnet-compile/testing';
import { writeSafetensors } from '@resnet-compile/weights';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CpuModule, WebGpuModule } from '../src/compiled-module.ts';
import { createRuntime as createRuntimeBoth } from '../src/variants/both.ts';
import { createRuntime as createRuntimeWebGpu } from '../src/variants/webgpu.ts';
import { findAdapter } from '../src/webgpu/find-adapter.ts';

const createLoadBoth = (module: CpuModule & WebGpuModule) => createRuntimeBoth().createLoad(module);
const createLoadWebGpu = (module: WebGpuModule) => createRuntimeWebGpu().createLoad(module);

beforeAll(useSoftwareVulkan);

const network = resnet({ stages: [1], width: 4, stem: 'cifar', block: 'basic', input: [3, 6, 5], classes: 3 });
const programFor = (target: Target) => {
  const compiled = compile(network, { name: 'mini', target });
  if ('problems' in compiled) throw new Error('the network has problems');
  return compiled.program;
};
const program = programFor(webgpuTarget);
const plan = buildWebGpuPlan(program);
const model = {
  name: 'mini',
  input: [3, 6, 5],
  classes: 3,
  parameters: program.parameters,
  outputs: [{ name: 'logits', shape: [3] }],
  parameterCount: 0,
  multiplyAdds: 0,
} as const;
const moduleOf = (webgpu: WebGpuPlan): WebGpuModule => ({
  model,
  prepare: planPrepare(program.prepare),
  webgpu: { hardware: webgpu, software: webgpu },
  origin: { id: 'mini' },
});
const forBoth = (): CpuModule & WebGpuModule => {
  const { plan: cpuPlan, shapes } = buildPlan(programFor(cpuTarget));
  const code = { shapes: carryShapes(shapes), emit: emitKernels };
  return { ...moduleOf(plan), cpu: { plan: cpuPlan, code } };
};
const batch = images(0, [2, 3, 6, 5]).data;

/** A GPU that hands over SwiftShader's adapter with some properties changed, and tells which device it made. */
async function changedGpu(changes: object, watch: (device: GPUDevice) => void = () => {}) {
  const made: GPUDevice[] = [];
  const { gpu } = await findAdapter(undefined);
  return {
    made,
    requestAdapter: async () => {
      const adapter = (await gpu.requestAdapter())!;
      const requestDevice = async (wanted: GPUDeviceDescriptor): Promise<GPUDevice> => {
        const device = await adapter.requestDevice(wanted);
        watch(device);
        made.push(device);
        return device;
      };
      return { info: adapter.info, limits: adapter.limits, requestDevice, ...changes };
    },
  };
}
/** What is asked of a device: how often, and how many bytes go up and come back. */
function countingCalls() {
  const counts = new Map<string, number>();
  const add = (name: string, amount = 1): void => void counts.set(name, (counts.get(name) ?? 0) + amount);
  const intercept = (
    object: object,
    name: string,
    then: (parameters: readonly never[], result: unknown) => void,
  ): void => {
    const method = (object as Record<string, (...parameters: readonly never[]) => unknown>)[name]!;
    Object.defineProperty(object, name, {
      value: (...parameters: readonly never[]) => {
        add(name);
        const result = method.apply(object, parameters as never[]);
        then(parameters, result);
        return result;
      },
    });
  };
  const watch = (device: GPUDevice): void => {
    for (const name of ['createBindGroup', 'createShaderModule', 'createComputePipelineAsync'])
      intercept(device, name, () => {});
    intercept(device, 'createBuffer', (_, buffer) =>
      intercept(buffer as GPUBuffer, 'mapAsync', ([, , size]) => add('readBack', size)),
    );
    intercept(device, 'createCommandEncoder', () => {});
    intercept(device.queue, 'writeBuffer', ([, , data]) =>
      add('uploaded', (data as unknown as Float32Array).byteLength),
    );
    intercept(device.queue, 'submit', () => {});
  };
  return { counts, watch };
}

const hardware = {
  info: { vendor: 'acme', architecture: 'one', device: '', description: '', isFallbackAdapter: false },
};

describe('choosing a device', () => {
  it('auto takes the CPU where the adapter is software, and WebGPU where it is not', async () => {
    const load = createLoadBoth(forBoth());
    const onCpu = await load();
    expect(onCpu.device).toBe('cpu');
    const onGpu = await load({ gpu: await changedGpu(hardware) });
    expect(onGpu.device).toBe('webgpu');
    const [expected, found] = [await onCpu.predict(batch), await onGpu.predict(batch)];
    found.forEach((logit, index) => expect(logit).toBeCloseTo(expected[index]!, 4));
    await Promise.all([onCpu.dispose(), onGpu.dispose()]);
  });

  it.each(['SwiftShader Device', 'llvmpipe (LLVM 15)', 'Microsoft Basic Render Driver'])(
    'auto does not take %s',
    async (description) => {
      const load = createLoadWebGpu(moduleOf(plan));
      await expect(load({ gpu: await changedGpu({ info: { ...hardware.info, description } }) })).rejects.toThrow(
        "mini: was compiled for WebGPU alone, and there is no adapter that is neither a fallback nor software. Load with device: 'webgpu' to take any that there is, or compile the module for the CPU as well.",
      );
    },
  );

  it('says what to do where there is no adapter', async () => {
    const gpu = { requestAdapter: async () => null };
    await expect(createLoadWebGpu(moduleOf(plan))({ device: 'webgpu', gpu })).rejects.toThrow(
      "WebGPU finds no adapter. It needs a Vulkan, Metal or Direct3D 12 driver: install the graphics driver, or load with device: 'cpu'.",
    );
    const network = await createLoadBoth(forBoth())({ gpu });
    expect(network.device).toBe('cpu');
    await network.dispose();
  });

  it('names a device that the module was not compiled for', async () => {
    const load = createLoadWebGpu(moduleOf(plan));
    await expect(load({ device: 'cpu' })).rejects.toThrow(
      'mini: cannot load on device "cpu": the module was compiled for webgpu',
    );
    await expect(load({ device: 'npu' as 'cpu' })).rejects.toThrow(
      "mini: load: device is \"npu\"; expected 'auto', 'cpu' or 'webgpu'",
    );
  });
});

describe('a module that stores float16', () => {
  const half = buildWebGpuPlan(programFor(webgpuHalfTarget));
  const without = { features: new Set<string>() };

  it('is refused where the adapter has no shader-f16', async () => {
    await expect(
      createLoadWebGpu(moduleOf(half))({ device: 'webgpu', gpu: await changedGpu(without) }),
    ).rejects.toThrow(
      "WebGPU: the module was compiled with --precision f16, and this adapter has no float16 (the WebGPU feature shader-f16). Compile it without, or load with device: 'cpu'.",
    );
  });

  it('runs on the CPU there, in float32, where that is left to it', async () => {
    const module = forBoth();
    const [onAuto, onCpu] = [
      await createLoadBoth({ ...module, webgpu: { hardware: half, software: half } })({
        gpu: await changedGpu({ ...hardware, ...without }),
      }),
      await createLoadBoth(module)({ device: 'cpu' }),
    ];
    expect(onAuto.device).toBe('cpu');
    expect(await onAuto.predict(batch)).toEqual(await onCpu.predict(batch));
    await Promise.all([onAuto.dispose(), onCpu.dispose()]);
    await expect(
      createLoadWebGpu(moduleOf(half))({ gpu: await changedGpu({ ...hardware, ...without }) }),
    ).rejects.toThrow('that is neither a fallback nor software and has float16.');
  });
});

describe('on the device', () => {
  const load = createLoadWebGpu(moduleOf(plan));

  it('calls overlap, batches of all sizes agree, bytes are 0…1, weights can be replaced', async () => {
    const network = await load({ device: 'webgpu', seed: 3 });
    const [both, first, second] = await Promise.all([
      network.predict(batch),
      network.predict(batch.subarray(0, 90)),
      network.predict(batch.subarray(90)),
    ]);
    expect([...both]).toEqual([...first, ...second]);
    const bytes = Uint8Array.from(batch, (value) => (value + 2) * 63);
    expect(await network.predict(bytes)).toEqual(
      await network.predict(Float32Array.from(bytes, (value) => value * (1 / 255))),
    );
    const state = await network.stateDict();
    await network.loadStateDict({ ...state, 'fc.weight': state['fc.weight']!.map((value) => -value) });
    (await network.predict(batch)).forEach((logit, index) => expect(logit).toBe(-both[index]!));
    await network.dispose();
    await expect(network.predict(batch)).rejects.toThrow('mini is disposed');
  });

  it('overlapping calls are answered in their order, each with its own result', async () => {
    const network = await load({ device: 'webgpu', seed: 3 });
    const calls = Array.from({ length: 12 }, (_, index) => images(index, [1 + (index % 3), 3, 6, 5]).data);
    const order: number[] = [];
    const together = await Promise.all(
      calls.map((call, index) => network.predict(call).finally(() => order.push(index))),
    );
    expect(order).toEqual(calls.map((_, index) => index));
    for (const [index, call] of calls.entries()) expect(await network.predict(call)).toEqual(together[index]);
    await network.dispose();
  });

  it('weights that are replaced between overlapping calls count from there on; calls before dispose still finish', async () => {
    const network = await load({ device: 'webgpu', seed: 3 });
    const expected = await network.predict(batch);
    const state = await network.stateDict();
    const before = network.predict(batch);
    const replaced = network.loadStateDict({
      ...state,
      'fc.weight': state['fc.weight']!.map((value) => -value),
      'fc.bias': state['fc.bias']!.map((value) => -value),
    });
    const [after, disposed] = [network.predict(batch), network.dispose()];
    expect(await before).toEqual(expected);
    (await after).forEach((logit, index) => expect(logit).toBe(-expected[index]!));
    await Promise.all([replaced, disposed]);
  });

  it('a batch size that was seen creates nothing; a call is one submit, uploads its images and reads its logits back', async () => {
    const { counts, watch } = countingCalls();
    const network = await load({ device: 'webgpu', gpu: await changedGpu({}, watch) });
    await Promise.all([network.predict(batch), network.predict(batch), network.predict(batch)]);
    counts.clear();
    await network.predict(batch);
    await network.predict(batch.subarray(0, 90));
    // The batch size is written once, where it changes.
    expect(Object.fromEntries(counts)).toEqual({
      createCommandEncoder: 2,
      submit: 2,
      writeBuffer: 3,
      uploaded: (2 + 1) * 6 * 5 * 4 * 4 + 4,
      readBack: (2 + 1) * 4 * 4,
      mapAsync: 2,
    });
    await network.dispose();
  });

  it('tells how far loading is', async () => {
    const fractions: number[] = [];
    const network = await load({ device: 'webgpu', onProgress: (fraction) => fractions.push(fraction) });
    expect(fractions).toHaveLength(plan.shaders.length + 1);
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
    expect(fractions.at(-1)).toBe(1);
    await network.dispose();
  });

  it('two networks share an adapter', async () => {
    const gpu = await changedGpu({});
    const [one, two] = await Promise.all([
      load({ device: 'webgpu', gpu, seed: 1 }),
      load({ device: 'webgpu', gpu, seed: 2 }),
    ]);
    const [ofOne, ofTwo, again] = await Promise.all([one.predict(batch), two.predict(batch), one.predict(batch)]);
    expect(ofOne).toEqual(again);
    expect(ofOne).not.toEqual(ofTwo);
    await one.dispose();
    expect(await two.predict(batch)).toEqual(ofTwo);
    await two.dispose();
  });

  it('wrong weights free the device', async () => {
    const gpu = await changedGpu({});
    const none = writeSafetensors([]);
    await expect(load({ device: 'webgpu', gpu, weights: none })).rejects.toThrow('missing conv1.weight (4×3×3×3)');
    expect((await gpu.made[0]!.lost).reason).toBe('destroyed');
  });

  it('a record that is wrong asks for no device', async () => {
    const gpu = await changedGpu({});
    await expect(load({ device: 'webgpu', gpu, weights: {} })).rejects.toThrow('missing conv1.weight (4×3×3×3)');
    expect(gpu.made).toEqual([]);
  });

  it('a lost device rejects, now and later', async () => {
    const gpu = await changedGpu({});
    const network = await load({ device: 'webgpu', gpu });
    const running = network.predict(batch);
    gpu.made[0]!.destroy();
    await expect(running).rejects.toThrow('the WebGPU device was lost (destroyed');
    await expect(network.predict(batch)).rejects.toThrow('load the network again');
    await network.dispose();
  });

  it('names the buffer that the adapter has no room for', async () => {
    const gpu = await changedGpu({ limits: { maxStorageBufferBindingSize: 400, maxBufferSize: 1 << 28 } });
    await expect(load({ device: 'webgpu', gpu })).rejects.toThrow(
      /^WebGPU: .*conv1.* needs [\d,]+ bytes, and this adapter's maxStorageBufferBindingSize is 400\./,
    );
  });

  it('a shader that the device refuses rejects with its message', async () => {
    const broken = { ...plan, shaders: plan.shaders.map((text) => text.replace('let pixels', 'let let')) };
    await expect(createLoadWebGpu(moduleOf(broken))({ device: 'webgpu' })).rejects.toThrow(
      /^WebGPU cannot build the kernel of conv1.*: .*let/s,
    );
  });
});
