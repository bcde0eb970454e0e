enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4h>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4h>;
var<workgroup>inputs:array<vec4f,72>;
var<workgroup>filters:array<vec4f,128>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let pixels=batch.x*12u;
let corner=group/16u*16u;
if(corner>=pixels){return;}
let panel=group%16u/1u;
let left=group%1u*8u;
let first=corner+lane/8u*2u;
let column=lane%8u*1u;
var a0_0=vec4f();
var a1_0=vec4f();
{
let start=panel*2u;
let p0=min(corner+lane/4u+0u,pixels - 1u);
let n0=p0/12u;
let y0=p0/3u%4u;
let x0=p0%3u;
{
let ky=0u;
{
let kx=0u;
let iy0=y0+ky;
let ix0=x0+kx;
let at0=((n0*4u+iy0)*3u+ix0)*32u+start;
for(var k=0u;k<2u;k+=4u){
let own=k+lane%4u;
let i0=select(vec4f(),vec4f(b0[at0+own]),own<2u);
let top=((panel*1u+ky)*1u+kx)*8u+k*4u;
let row0=(lane+0u)/8u;
let vector0=left+(lane+0u)%8u;
let f0=select(vec4f(),vec4f(weights[(top+row0)*2u+vector0]),k*4u+row0<8u&&vector0<2u);
let row1=(lane+64u)/8u;
let vector1=left+(lane+64u)%8u;
let f1=select(vec4f(),vec4f(weights[(top+row1)*2u+vector1]),k*4u+row1<8u&&vector1<2u);
workgroupBarrier();
inputs[lane%4u*18u+(lane/4u+0u)%2u*8u+(lane/4u+0u)/2u]=i0;
filters[row0*8u+(lane+0u)%8u]=f0;
filters[row1*8u+(lane+64u)%8u]=f1;
workgroupBarrier();
for(var d=0u;d<2u;d++){
let i0=inputs[d*18u+0u+lane/8u];
let i1=inputs[d*18u+8u+lane/8u];
let f0_0=filters[(d*4u+0u)*8u+0u+lane%8u];
a0_0+=i0.x*f0_0;
a1_0+=i1.x*f0_0;
let f1_0=filters[(d*4u+1u)*8u+0u+lane%8u];
a0_0+=i0.y*f1_0;
a1_0+=i1.y*f1_0;
let f2_0=filters[(d*4u+2u)*8u+0u+lane%8u];
a0_0+=i0.z*f2_0;
a1_0+=i1.z*f2_0;
let f3_0=filters[(d*4u+3u)*8u+0u+lane%8u];
a0_0+=i0.w*f3_0;
a1_0+=i1.w*f3_0;
}
}
}
}
}
if(first>=pixels||left+column>=2u){return;}
let c=panel*2u+left+column;
let p0=first;
let n0=p0/12u;
let y0=p0/3u%4u;
let x0=p0%3u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/12u;
let y1=p1/3u%4u;
let x1=p1%3u;
b1[p0*32u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
b1[p1*32u+c]=vec4h(clamp(a1_0,vec4f(-65504f),vec4f(65504f)));
}
