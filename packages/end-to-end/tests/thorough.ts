/**
 * Whether tests that take a software adapter or a large network minutes run as well: all of them take half an hour on two
 * cores. `RESNET_COMPILE_THOROUGH=1 npm test`.
 */
export const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';

/** Behind the names of tests that are left out. */
export const leftOut = thorough ? '' : ' (only with RESNET_COMPILE_THOROUGH=1)';
