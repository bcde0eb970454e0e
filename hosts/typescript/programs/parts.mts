// The compiler's parts, which are published for the command line alone. The types of the runtime name those of WebAssembly
// and WebGPU, which come with the DOM's, WebGPU's since TypeScript 6 and before that in @webgpu/types.
export * as language from '@resnet-compile/dsl';
export * as options from '@resnet-compile/options';
export * as representations from '@resnet-compile/ir';
export * as compiler from '@resnet-compile/compiler';
export * as reference from '@resnet-compile/reference';
export * as cpu from '@resnet-compile/backend-cpu';
export * as webgpu from '@resnet-compile/backend-webgpu';
export * as onnx from '@resnet-compile/onnx';
export * as pytorch from '@resnet-compile/pytorch';
export * as module from '@resnet-compile/module';
export * as runtime from '@resnet-compile/runtime';
export * as runtimeText from '@resnet-compile/runtime/text';
export * as source from '@resnet-compile/source';
