// 0
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4h>;
fn rectify(a:vec4f)->vec4f{return select(a,vec4f(),bitcast<vec4u>(a)- vec4u(0x80000000u)<=vec4u(0x7f800000u));}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*16u;
let first=item/1u*4u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/16u;
let y0=p0/4u%4u;
let x0=p0%4u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/16u;
let y1=p1/4u%4u;
let x1=p1%4u;
let p2=min(first+2u,pixels - 1u);
let n2=p2/16u;
let y2=p2/4u%4u;
let x2=p2%4u;
let p3=min(first+3u,pixels - 1u);
let n3=p3/16u;
let y3=p3/4u%4u;
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
let at0=((n0*4u+iy0)*4u+ix0)*1u;
let iy1=y1+ky;
let ix1=x1+kx;
let at1=((n1*4u+iy1)*4u+ix1)*1u;
let iy2=y2+ky;
let ix2=x2+kx;
let at2=((n2*4u+iy2)*4u+ix2)*1u;
let iy3=y3+ky;
let ix3=x3+kx;
let at3=((n3*4u+iy3)*4u+ix3)*1u;
{
let k=0u;
let i0=b0[at0+k];
let i1=b0[at1+k];
let i2=b0[at2+k];
let i3=b0[at3+k];
let f0_0=vec4f(weights[w+0u]);
a0_0+=i0.x*f0_0;
a1_0+=i1.x*f0_0;
a2_0+=i2.x*f0_0;
a3_0+=i3.x*f0_0;
let f1_0=vec4f(weights[w+1u]);
a0_0+=i0.y*f1_0;
a1_0+=i1.y*f1_0;
a2_0+=i2.y*f1_0;
a3_0+=i3.y*f1_0;
let f2_0=vec4f(weights[w+2u]);
a0_0+=i0.z*f2_0;
a1_0+=i1.z*f2_0;
a2_0+=i2.z*f2_0;
a3_0+=i3.z*f2_0;
w+=3u;
}
}
}
a0_0=rectify(a0_0);
a1_0=rectify(a1_0);
a2_0=rectify(a2_0);
a3_0=rectify(a3_0);
b1[p0*1u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
b1[p1*1u+c]=vec4h(clamp(a1_0,vec4f(-65504f),vec4f(65504f)));
b1[p2*1u+c]=vec4h(clamp(a2_0,vec4f(-65504f),vec4f(65504f)));
b1[p3*1u+c]=vec4h(clamp(a3_0,vec4f(-65504f),vec4f(65504f)));
}

// 2
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4h>;
@group(0)@binding(2)var<storage,read_write>b1:array<vec4h>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*1u;
let first=item/1u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/1u;
let y0=p0/1u%1u;
let x0=p0%1u;
var a0_0=vec4f();
let n1=n0;
for(var y1=0u;y1<4u;y1++){
var row=vec4f();
for(var x1=0u;x1<4u;x1++){
let p1=(n1*4u+y1)*4u+x1;
let operand0=vec4f(b0[p1*1u+c]);
row+=operand0;
}
a0_0+=row;
}
a0_0/=16f;
b1[p0*1u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
}

// 3
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4h>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
var<workgroup>inputs:array<vec4f,40>;
var<workgroup>filters:array<vec4f,128>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let pixels=batch.x*1u;
let corner=group/1u*8u;
if(corner>=pixels){return;}
let panel=group%1u/1u;
let left=group%1u*8u;
let first=corner+lane/8u*1u;
let column=lane%8u*1u;
var a0_0=vec4f();
{
let p0=min(corner+lane/4u+0u,pixels - 1u);
let n0=p0/1u;
let y0=p0/1u%1u;
let x0=p0%1u;
{
let ky=0u;
{
let kx=0u;
let iy0=y0+ky;
let ix0=x0+kx;
let at0=((n0*1u+iy0)*1u+ix0)*1u;
for(var k=0u;k<1u;k+=4u){
let own=k+lane%4u;
let i0=select(vec4f(),vec4f(b0[at0+own]),own<1u);
let top=((panel*1u+ky)*1u+kx)*4u+k*4u;
let row0=(lane+0u)/8u;
let vector0=left+(lane+0u)%8u;
let f0=select(vec4f(),vec4f(weights[(top+row0)*2u+vector0]),k*4u+row0<4u&&vector0<2u);
let row1=(lane+64u)/8u;
let vector1=left+(lane+64u)%8u;
let f1=select(vec4f(),vec4f(weights[(top+row1)*2u+vector1]),k*4u+row1<4u&&vector1<2u);
workgroupBarrier();
if(lane/4u<8u){inputs[lane%4u*10u+lane/4u+0u]=i0;}
filters[row0*8u+(lane+0u)%8u]=f0;
filters[row1*8u+(lane+64u)%8u]=f1;
workgroupBarrier();
for(var d=0u;d<1u;d++){
let i0=inputs[d*10u+0u+lane/8u];
let f0_0=filters[(d*4u+0u)*8u+0u+lane%8u];
a0_0+=i0.x*f0_0;
let f1_0=filters[(d*4u+1u)*8u+0u+lane%8u];
a0_0+=i0.y*f1_0;
let f2_0=filters[(d*4u+2u)*8u+0u+lane%8u];
a0_0+=i0.z*f2_0;
let f3_0=filters[(d*4u+3u)*8u+0u+lane%8u];
a0_0+=i0.w*f3_0;
}
}
}
}
}
if(first>=pixels||left+column>=2u){return;}
let c=panel*2u+left+column;
let p0=first;
let n0=p0/1u;
let y0=p0/1u%1u;
let x0=p0%1u;
{
let operand1=vec4f(weights[8u+c]);
a0_0=a0_0+operand1;
}
b1[p0*2u+c]=a0_0;
}
