/**
 * The same GPU, of which every adapter has one device for equal requests, that stays and compiles equal shaders once:
 * SwiftShader takes up to a second for one, and networks of tests share their heads, losses and updates.
 */
export function withSharedPipelines(gpu: GPU): GPU {
  const devices = new Map<string, Promise<GPUDevice>>();
  return replacing(gpu, {
    requestAdapter: async (options?: GPURequestAdapterOptions) => {
      const adapter = await gpu.requestAdapter(options);
      return (
        adapter &&
        replacing(adapter, {
          requestDevice: (wanted: GPUDeviceDescriptor = {}) => {
            const key = JSON.stringify({ ...wanted, requiredFeatures: [...(wanted.requiredFeatures ?? [])] });
            const device = devices.get(key) ?? adapter.requestDevice(wanted).then(sharing);
            devices.set(key, device);
            return device;
          },
        })
      );
    },
  });
}

function sharing(device: GPUDevice): GPUDevice {
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  const codes = new Map<GPUShaderModule, string>();
  return replacing(device, {
    createShaderModule: (descriptor: GPUShaderModuleDescriptor) => {
      const module = device.createShaderModule(descriptor);
      codes.set(module, descriptor.code);
      return module;
    },
    createComputePipelineAsync: (descriptor: GPUComputePipelineDescriptor) => {
      const code = codes.get(descriptor.compute.module) ?? '';
      const pipeline = pipelines.get(code) ?? device.createComputePipelineAsync(descriptor);
      pipelines.set(code, pipeline);
      return pipeline;
    },
    destroy: () => undefined,
  });
}

/** A native object with some methods of its own. */
function replacing<Target extends object>(target: Target, methods: object): Target {
  return new Proxy(target, {
    get: (_, name) => {
      const own = Reflect.get(methods, name) as unknown;
      if (own !== undefined) return own;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (_, name, value) => Reflect.set(target, name, value),
  });
}
