enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4h>;
fn rectify(a:vec4f)->vec4f{return select(a,vec4f(),bitcast<vec4u>(a)- vec4u(0x80000000u)<=vec4u(0x7f800000u));}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%2u;
let pixels=batch.x*48u;
let first=item/2u*2u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/48u;
let y0=p0/6u%8u;
let x0=p0%6u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/48u;
let y1=p1/6u%8u;
let x1=p1%6u;
var a0_0=vec4f();
var a1_0=vec4f();
var w=c;
for(var ky=0u;ky<3u;ky++){
for(var kx=0u;kx<3u;kx++){
let iy0=y0+ky - 1u;
let ix0=x0+kx - 1u;
let in0=iy0<8u&&ix0<6u;
let at0=select(0u,((n0*8u+iy0)*6u+ix0)*1u,in0);
let iy1=y1+ky - 1u;
let ix1=x1+kx - 1u;
let in1=iy1<8u&&ix1<6u;
let at1=select(0u,((n1*8u+iy1)*6u+ix1)*1u,in1);
{
let k=0u;
let i0=select(vec4f(),b0[at0+k],in0);
let i1=select(vec4f(),b0[at1+k],in1);
let f0_0=vec4f(weights[w+0u]);
a0_0+=i0.x*f0_0;
a1_0+=i1.x*f0_0;
let f1_0=vec4f(weights[w+2u]);
a0_0+=i0.y*f1_0;
a1_0+=i1.y*f1_0;
let f2_0=vec4f(weights[w+4u]);
a0_0+=i0.z*f2_0;
a1_0+=i1.z*f2_0;
w+=6u;
}
}
}
a0_0=rectify(a0_0);
a1_0=rectify(a1_0);
b1[p0*2u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
b1[p1*2u+c]=vec4h(clamp(a1_0,vec4f(-65504f),vec4f(65504f)));
}
