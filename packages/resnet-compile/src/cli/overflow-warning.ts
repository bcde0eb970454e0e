import { shownName } from '@resnet-compile/options';
import { narrowFloats, type Tensor } from '@resnet-compile/weights';
import { storedAs, type Stored } from './stored-as.ts';

/** A line on tensors that have finite values beyond what the type holds; undefined where none has. */
export function overflowWarning(tensors: Iterable<Tensor>, stored: Stored): string | undefined {
  const dtype = storedAs[stored];
  if (dtype === 'F32') return undefined;
  const { overflow } = narrowFloats[dtype];
  const names = Array.from(tensors, ({ name, data }) =>
    data.some((value) => Number.isFinite(value) && Math.abs(value) >= overflow) ? [shownName(name)] : [],
  ).flat();
  return names.length
    ? `warning: ${names.length === 1 ? 'a tensor has' : `${names.length} tensors have`} values beyond ${stored}, which became infinity: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}; ${stored === 'f16' ? '--dtype bf16 or f32 holds them' : '--dtype f32 holds them'}`
    : undefined;
}
