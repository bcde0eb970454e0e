/**
 * Whether tests that take minutes on a software adapter, or on large networks, run as well:
 * `RESNET_COMPILE_THOROUGH=1 npm test`.
 */
export const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';

/** Behind the names of tests that are left out. */
export const leftOut = thorough ? '' : ' (only with RESNET_COMPILE_THOROUGH=1)';
