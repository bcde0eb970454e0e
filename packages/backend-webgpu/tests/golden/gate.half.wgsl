// 0
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4h>;
var<workgroup>inputs:array<vec4f,136>;
var<workgroup>filters:array<vec4f,128>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let pixels=batch.x*9u;
let corner=group/1u*32u;
if(corner>=pixels){return;}
let panel=group%1u/1u;
let left=group%1u*8u;
let first=corner+lane/8u*4u;
let column=lane%8u*1u;
var a0_0=vec4f();
var a1_0=vec4f();
var a2_0=vec4f();
var a3_0=vec4f();
{
let p0=min(corner+lane/4u+0u,pixels - 1u);
let n0=p0/9u;
let y0=p0/3u%3u;
let x0=p0%3u;
let p1=min(corner+lane/4u+16u,pixels - 1u);
let n1=p1/9u;
let y1=p1/3u%3u;
let x1=p1%3u;
{
let ky=0u;
{
let kx=0u;
let iy0=y0+ky;
let ix0=x0+kx;
let at0=((n0*3u+iy0)*3u+ix0)*1u;
let iy1=y1+ky;
let ix1=x1+kx;
let at1=((n1*3u+iy1)*3u+ix1)*1u;
for(var k=0u;k<1u;k+=4u){
let own=k+lane%4u;
let i0=select(vec4f(),b0[at0+own],own<1u);
let i1=select(vec4f(),b0[at1+own],own<1u);
let top=((panel*1u+ky)*1u+kx)*4u+k*4u;
let row0=(lane+0u)/8u;
let vector0=left+(lane+0u)%8u;
let f0=select(vec4f(),vec4f(weights[(top+row0)*1u+vector0]),k*4u+row0<4u&&vector0<1u);
let row1=(lane+64u)/8u;
let vector1=left+(lane+64u)%8u;
let f1=select(vec4f(),vec4f(weights[(top+row1)*1u+vector1]),k*4u+row1<4u&&vector1<1u);
workgroupBarrier();
inputs[lane%4u*34u+(lane/4u+0u)%4u*8u+(lane/4u+0u)/4u]=i0;
inputs[lane%4u*34u+(lane/4u+16u)%4u*8u+(lane/4u+16u)/4u]=i1;
filters[row0*8u+(lane+0u)%8u]=f0;
filters[row1*8u+(lane+64u)%8u]=f1;
workgroupBarrier();
for(var d=0u;d<1u;d++){
let i0=inputs[d*34u+0u+lane/8u];
let i1=inputs[d*34u+8u+lane/8u];
let i2=inputs[d*34u+16u+lane/8u];
let i3=inputs[d*34u+24u+lane/8u];
let f0_0=filters[(d*4u+0u)*8u+0u+lane%8u];
a0_0+=i0.x*f0_0;
a1_0+=i1.x*f0_0;
a2_0+=i2.x*f0_0;
a3_0+=i3.x*f0_0;
let f1_0=filters[(d*4u+1u)*8u+0u+lane%8u];
a0_0+=i0.y*f1_0;
a1_0+=i1.y*f1_0;
a2_0+=i2.y*f1_0;
a3_0+=i3.y*f1_0;
let f2_0=filters[(d*4u+2u)*8u+0u+lane%8u];
a0_0+=i0.z*f2_0;
a1_0+=i1.z*f2_0;
a2_0+=i2.z*f2_0;
a3_0+=i3.z*f2_0;
let f3_0=filters[(d*4u+3u)*8u+0u+lane%8u];
a0_0+=i0.w*f3_0;
a1_0+=i1.w*f3_0;
a2_0+=i2.w*f3_0;
a3_0+=i3.w*f3_0;
}
}
}
}
}
if(first>=pixels||left+column>=1u){return;}
let c=panel*1u+left+column;
let p0=first;
let n0=p0/9u;
let y0=p0/3u%3u;
let x0=p0%3u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/9u;
let y1=p1/3u%3u;
let x1=p1%3u;
let p2=min(first+2u,pixels - 1u);
let n2=p2/9u;
let y2=p2/3u%3u;
let x2=p2%3u;
let p3=min(first+3u,pixels - 1u);
let n3=p3/9u;
let y3=p3/3u%3u;
let x3=p3%3u;
b1[p0*1u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
b1[p1*1u+c]=vec4h(clamp(a1_0,vec4f(-65504f),vec4f(65504f)));
b1[p2*1u+c]=vec4h(clamp(a2_0,vec4f(-65504f),vec4f(65504f)));
b1[p3*1u+c]=vec4h(clamp(a3_0,vec4f(-65504f),vec4f(65504f)));
}

// 1.1.0
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
for(var y1=0u;y1<3u;y1++){
var row=vec4f();
for(var x1=0u;x1<3u;x1++){
let p1=(n1*3u+y1)*3u+x1;
let operand0=vec4f(b0[p1*1u+c]);
row+=operand0;
}
a0_0+=row;
}
a0_0/=9f;
b1[p0*1u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
}

// 1.1.1
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4h>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4h>;
fn isNone(a:vec4f)->vec4<bool>{return(bitcast<vec4u>(a)&vec4u(0x7fffffffu))>vec4u(0x7f800000u);}
fn exponential(x:vec4f)->vec4f{return select(exp(x),x,isNone(x));}
fn logistic(x:vec4f)->vec4f{
let e=exponential(-abs(x));
return select(vec4f(1f),e,bitcast<vec4i>(x)<vec4i())/(1f+e);
}
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
let f0=select(vec4f(),vec4f(weights[(top+row0)*1u+vector0]),k*4u+row0<4u&&vector0<1u);
let row1=(lane+64u)/8u;
let vector1=left+(lane+64u)%8u;
let f1=select(vec4f(),vec4f(weights[(top+row1)*1u+vector1]),k*4u+row1<4u&&vector1<1u);
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
if(first>=pixels||left+column>=1u){return;}
let c=panel*1u+left+column;
let p0=first;
let n0=p0/1u;
let y0=p0/1u%1u;
let x0=p0%1u;
a0_0=logistic(a0_0);
b1[p0*1u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
}

// 1
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4h>;
@group(0)@binding(2)var<storage,read>b1:array<vec4h>;
@group(0)@binding(3)var<storage,read_write>b2:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*9u;
let first=item/1u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/9u;
let y0=p0/3u%3u;
let x0=p0%3u;
let x=vec4f(b0[p0*1u+c]);
var a0_0=x;
{
let operand1=vec4f(b1[((n0*1u+y0*0u)*1u+x0*0u)*1u+c]);
a0_0=a0_0*operand1;
}
b2[p0*1u+c]=a0_0;
}
