// 0
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4f>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*20u;
let first=item/1u*4u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/20u;
let y0=p0/4u%5u;
let x0=p0%4u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/20u;
let y1=p1/4u%5u;
let x1=p1%4u;
let p2=min(first+2u,pixels - 1u);
let n2=p2/20u;
let y2=p2/4u%5u;
let x2=p2%4u;
let p3=min(first+3u,pixels - 1u);
let n3=p3/20u;
let y3=p3/4u%5u;
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
let at0=((n0*5u+iy0)*4u+ix0)*1u;
let iy1=y1+ky;
let ix1=x1+kx;
let at1=((n1*5u+iy1)*4u+ix1)*1u;
let iy2=y2+ky;
let ix2=x2+kx;
let at2=((n2*5u+iy2)*4u+ix2)*1u;
let iy3=y3+ky;
let ix3=x3+kx;
let at3=((n3*5u+iy3)*4u+ix3)*1u;
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
w+=2u;
}
}
}
b1[p0*1u+c]=a0_0;
b1[p1*1u+c]=a1_0;
b1[p2*1u+c]=a2_0;
b1[p3*1u+c]=a3_0;
}

// 1
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4f>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%2u;
let pixels=batch.x*6u;
let first=item/2u*4u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/6u;
let y0=p0/2u%3u;
let x0=p0%2u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/6u;
let y1=p1/2u%3u;
let x1=p1%2u;
let p2=min(first+2u,pixels - 1u);
let n2=p2/6u;
let y2=p2/2u%3u;
let x2=p2%2u;
let p3=min(first+3u,pixels - 1u);
let n3=p3/6u;
let y3=p3/2u%3u;
let x3=p3%2u;
var a0_0=vec4f();
var a1_0=vec4f();
var a2_0=vec4f();
var a3_0=vec4f();
var w=c;
{
let ky=0u;
{
let kx=0u;
let iy0=y0*2u+ky;
let ix0=x0*2u+kx;
let at0=((n0*5u+iy0)*4u+ix0)*1u;
let iy1=y1*2u+ky;
let ix1=x1*2u+kx;
let at1=((n1*5u+iy1)*4u+ix1)*1u;
let iy2=y2*2u+ky;
let ix2=x2*2u+kx;
let at2=((n2*5u+iy2)*4u+ix2)*1u;
let iy3=y3*2u+ky;
let ix3=x3*2u+kx;
let at3=((n3*5u+iy3)*4u+ix3)*1u;
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
let f1_0=weights[w+2u];
a0_0+=i0.y*f1_0;
a1_0+=i1.y*f1_0;
a2_0+=i2.y*f1_0;
a3_0+=i3.y*f1_0;
let f2_0=weights[w+4u];
a0_0+=i0.z*f2_0;
a1_0+=i1.z*f2_0;
a2_0+=i2.z*f2_0;
a3_0+=i3.z*f2_0;
w+=6u;
}
}
}
{
var operand1=vec4f();
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane - 1u;
if(s<3u){operand1[lane]=b0[((n0*5u+y0*2u)*4u+x0*2u)*1u+s/4u][s%4u];}
}
a0_0=a0_0+operand1;
}
{
var operand1=vec4f();
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane - 1u;
if(s<3u){operand1[lane]=b0[((n1*5u+y1*2u)*4u+x1*2u)*1u+s/4u][s%4u];}
}
a1_0=a1_0+operand1;
}
{
var operand1=vec4f();
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane - 1u;
if(s<3u){operand1[lane]=b0[((n2*5u+y2*2u)*4u+x2*2u)*1u+s/4u][s%4u];}
}
a2_0=a2_0+operand1;
}
{
var operand1=vec4f();
for(var lane=0u;lane<4u;lane++){
let s=(c)*4u+lane - 1u;
if(s<3u){operand1[lane]=b0[((n3*5u+y3*2u)*4u+x3*2u)*1u+s/4u][s%4u];}
}
a3_0=a3_0+operand1;
}
b1[p0*2u+c]=a0_0;
b1[p1*2u+c]=a1_0;
b1[p2*2u+c]=a2_0;
b1[p3*2u+c]=a3_0;
}
