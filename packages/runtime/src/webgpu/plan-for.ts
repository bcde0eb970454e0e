import { isSoftware } from './find-adapter.ts';

/** Of two plans, where there are two, the one that an adapter runs. */
export const planFor = <Plan>(
  { hardware, software = hardware }: { readonly hardware: Plan; readonly software?: Plan },
  adapter: GPUAdapter,
): Plan => (isSoftware(adapter) ? software : hardware);
