import { deflateSync } from 'fflate';
import type { EmittedVariant, VariantName } from '@resnet-compile/plan/cpu';
import type { CpuCode } from '@resnet-compile/runtime';

/** Binaries as a module carries them: deflated, in base64. */
export const encodeVariants = (variants: Readonly<Record<VariantName, EmittedVariant>>): CpuCode => {
  const encode = ({ panel, check, bytes }: EmittedVariant) => ({ panel, check, wasm: base64(bytes) });
  return { plain: encode(variants.plain), fused: encode(variants.fused), wide: encode(variants.wide) };
};

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(deflateSync(bytes, { level: 9 }), (byte) => String.fromCharCode(byte)).join(''));
