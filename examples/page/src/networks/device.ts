/** What computes; `auto` is a graphics card where there is one. */
export type Device = 'auto' | 'cpu' | 'webgpu';
