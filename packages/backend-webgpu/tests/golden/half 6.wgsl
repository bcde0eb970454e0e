enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4h>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%2u;
let pixels=batch.x*1u;
let first=item/2u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/1u;
let y0=p0/1u%1u;
let x0=p0%1u;
var a0_0=vec4f();
var w=c;
{
let ky=0u;
{
let kx=0u;
let iy0=y0+ky;
let ix0=x0+kx;
let at0=((n0*1u+iy0)*1u+ix0)*2u;
for(var k=0u;k<1u;k++){
let i0=vec4f(b0[at0+k]);
let f0_0=vec4f(weights[w+0u]);
a0_0+=i0.x*f0_0;
let f1_0=vec4f(weights[w+2u]);
a0_0+=i0.y*f1_0;
let f2_0=vec4f(weights[w+4u]);
a0_0+=i0.z*f2_0;
let f3_0=vec4f(weights[w+6u]);
a0_0+=i0.w*f3_0;
w+=8u;
}
{
let k=1u;
let i0=vec4f(b0[at0+k]);
let f0_0=vec4f(weights[w+0u]);
a0_0+=i0.x*f0_0;
let f1_0=vec4f(weights[w+2u]);
a0_0+=i0.y*f1_0;
let f2_0=vec4f(weights[w+4u]);
a0_0+=i0.z*f2_0;
w+=6u;
}
}
}
{
let operand1=vec4f(weights[14u+c]);
a0_0=a0_0+operand1;
}
b1[p0*2u+c]=a0_0;
}
