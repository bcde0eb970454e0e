// 0.0
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4f>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*12u;
let first=item/1u*4u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/12u;
let y0=p0/4u%3u;
let x0=p0%4u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/12u;
let y1=p1/4u%3u;
let x1=p1%4u;
let p2=min(first+2u,pixels - 1u);
let n2=p2/12u;
let y2=p2/4u%3u;
let x2=p2%4u;
let p3=min(first+3u,pixels - 1u);
let n3=p3/12u;
let y3=p3/4u%3u;
let x3=p3%4u;
var a0_0=vec4f();
var a1_0=vec4f();
var a2_0=vec4f();
var a3_0=vec4f();
var w=c;
{
let ky=0u;
{
let kx=0u;
let iy0=y0+ky;
let ix0=x0+kx;
let at0=((n0*3u+iy0)*4u+ix0)*1u;
let iy1=y1+ky;
let ix1=x1+kx;
let at1=((n1*3u+iy1)*4u+ix1)*1u;
let iy2=y2+ky;
let ix2=x2+kx;
let at2=((n2*3u+iy2)*4u+ix2)*1u;
let iy3=y3+ky;
let ix3=x3+kx;
let at3=((n3*3u+iy3)*4u+ix3)*1u;
{
let k=0u;
let i0=b0[at0+k];
let i1=b0[at1+k];
let i2=b0[at2+k];
let i3=b0[at3+k];
let f0_0=weights[w+0u];
a0_0+=i0.x*f0_0;
a1_0+=i1.x*f0_0;
a2_0+=i2.x*f0_0;
a3_0+=i3.x*f0_0;
let f1_0=weights[w+1u];
a0_0+=i0.y*f1_0;
a1_0+=i1.y*f1_0;
a2_0+=i2.y*f1_0;
a3_0+=i3.y*f1_0;
let f2_0=weights[w+2u];
a0_0+=i0.z*f2_0;
a1_0+=i1.z*f2_0;
a2_0+=i2.z*f2_0;
a3_0+=i3.z*f2_0;
w+=3u;
}
}
}
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane;
if(s<3u){b1[p0*8u+s+0u]=a0_0[lane];}
}
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane;
if(s<3u){b1[p1*8u+s+0u]=a1_0[lane];}
}
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane;
if(s<3u){b1[p2*8u+s+0u]=a2_0[lane];}
}
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane;
if(s<3u){b1[p3*8u+s+0u]=a3_0[lane];}
}
}

// 0.1
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4f>;
@group(0)@binding(2)var<storage,read_write>b1:array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*12u;
let first=item/1u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/12u;
let y0=p0/4u%3u;
let x0=p0%4u;
var a0_0=vec4f();
var most=vec4i(-2139095041);
for(var ky=0u;ky<3u;ky++){
for(var kx=0u;kx<3u;kx++){
let iy=y0+ky - 1u;
let ix=x0+kx - 1u;
if(iy<3u&&ix<4u){
let item=b0[((n0*3u+iy)*4u+ix)*1u+c];
var bits=bitcast<vec4i>(item);
let isNone=(bits&vec4i(0x7fffffff))>vec4i(0x7f800000);
bits=select(bits^((bits>>vec4u(31u))&vec4i(0x7fffffff)),vec4i(0x7fffffff),isNone);
most=max(most,bits);
}
}
}
a0_0=bitcast<vec4f>(most^((most>>vec4u(31u))&vec4i(0x7fffffff)));
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane;
if(s<3u){b1[p0*8u+s+3u]=a0_0[lane];}
}
if(c==0u){
b1[p0*8u+6u]=0;
b1[p0*8u+7u]=0;
}
}
