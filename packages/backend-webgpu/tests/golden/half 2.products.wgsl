enable f16;
@group(0) @binding(0) var<uniform> batch: vec4u;
@group(0) @binding(1) var<storage, read> weights: array<vec4h>;
@group(0) @binding(2) var<storage, read> b0: array<vec4h>;
@group(0) @binding(3) var<storage, read_write> b1: array<vec4h>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) lane: u32) {
let item = (workgroup.y * workgroups.x + workgroup.x) * 64u + lane;
let c = item % 32u;
let pixels = batch.x * 12u;
let first = item / 32u * 2u;
if (first >= pixels) { return; }
let p0 = first;
let n0 = p0 / 12u;
let y0 = p0 / 3u % 4u;
let x0 = p0 % 3u;
let p1 = min(first + 1u, pixels - 1u);
let n1 = p1 / 12u;
let y1 = p1 / 3u % 4u;
let x1 = p1 % 3u;
var a0_0 = vec4f();
var a1_0 = vec4f();
let start = min(c * 4u / 8u * 8u / 4u, 30u);
var w = c / 2u * 16u + c % 2u;
{
let ky = 0u;
{
let kx = 0u;
let iy0 = y0 + ky;
let ix0 = x0 + kx;
let at0 = ((n0 * 4u + iy0) * 3u + ix0) * 32u + start;
let iy1 = y1 + ky;
let ix1 = x1 + kx;
let at1 = ((n1 * 4u + iy1) * 3u + ix1) * 32u + start;
for (var k = 0u; k < 2u; k++) {
let i0 = vec4f(b0[at0 + k]);
let i1 = vec4f(b0[at1 + k]);
let f0_0 = vec4f(weights[w + 0u]);
a0_0 += i0.x * f0_0;
a1_0 += i1.x * f0_0;
let f1_0 = vec4f(weights[w + 2u]);
a0_0 += i0.y * f1_0;
a1_0 += i1.y * f1_0;
let f2_0 = vec4f(weights[w + 4u]);
a0_0 += i0.z * f2_0;
a1_0 += i1.z * f2_0;
let f3_0 = vec4f(weights[w + 6u]);
a0_0 += i0.w * f3_0;
a1_0 += i1.w * f3_0;
w += 8u;
}
}
}
b1[p0 * 32u + c] = vec4h(clamp(a0_0, vec4f(-65504f), vec4f(65504f)));
b1[p1 * 32u + c] = vec4h(clamp(a1_0, vec4f(-65504f), vec4f(65504f)));
}
