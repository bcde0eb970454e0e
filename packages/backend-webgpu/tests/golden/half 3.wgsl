enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4h>;
@group(0)@binding(2)var<storage,read_write>b1:array<vec4h>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%2u;
let pixels=batch.x*12u;
let first=item/2u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/12u;
let y0=p0/3u%4u;
let x0=p0%3u;
var a0_0=vec4f();
var most=vec4i(-2139095041);
for(var ky=0u;ky<2u;ky++){
for(var kx=0u;kx<2u;kx++){
let iy=y0*2u+ky - 0u;
let ix=x0*2u+kx - 0u;
if(iy<8u&&ix<6u){
let item=vec4f(b0[((n0*8u+iy)*6u+ix)*2u+c]);
var bits=bitcast<vec4i>(item);
let isNone=(bits&vec4i(0x7fffffff))>vec4i(0x7f800000);
bits=select(bits^((bits>>vec4u(31u))&vec4i(0x7fffffff)),vec4i(0x7fffffff),isNone);
most=max(most,bits);
}
}
}
a0_0=bitcast<vec4f>(most^((most>>vec4u(31u))&vec4i(0x7fffffff)));
b1[p0*2u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
}
