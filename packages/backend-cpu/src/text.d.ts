/** The function `emitKernels` as an expression, by what kernels it has; `bundle.mjs` writes it. */
export declare const kernelEmitters: Readonly<Record<'forward' | 'everything', string>>;
