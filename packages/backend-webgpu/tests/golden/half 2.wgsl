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
let n=first/12u;
let top=first/3u%4u*2u;
let left=first%3u*2u;
let n0=n;
let y0=top+0u;
let x0=left+0u;
let in0=y0<8u&&x0<6u;
let p0=(n*8u+min(y0,7u))*6u+min(x0,5u);
let n1=n;
let y1=top+0u;
let x1=left+1u;
let in1=y1<8u&&x1<6u;
let p1=(n*8u+min(y1,7u))*6u+min(x1,5u);
let n2=n;
let y2=top+1u;
let x2=left+0u;
let in2=y2<8u&&x2<6u;
let p2=(n*8u+min(y2,7u))*6u+min(x2,5u);
let n3=n;
let y3=top+1u;
let x3=left+1u;
let in3=y3<8u&&x3<6u;
let p3=(n*8u+min(y3,7u))*6u+min(x3,5u);
let at=first*32u+c;
let d0_0=vec4f(b0[at+0u]);
let d1_0=vec4f(b0[at+8u]);
let d2_0=vec4f(b0[at+16u]);
let d3_0=vec4f(b0[at+24u]);
let t0_0=d0_0+d1_0+d2_0;
let t1_0=d1_0 - d2_0+d3_0;
let d0_1=vec4f(b0[at+2u]);
let d1_1=vec4f(b0[at+10u]);
let d2_1=vec4f(b0[at+18u]);
let d3_1=vec4f(b0[at+26u]);
let t0_1=d0_1+d1_1+d2_1;
let t1_1=d1_1 - d2_1+d3_1;
let d0_2=vec4f(b0[at+4u]);
let d1_2=vec4f(b0[at+12u]);
let d2_2=vec4f(b0[at+20u]);
let d3_2=vec4f(b0[at+28u]);
let t0_2=d0_2+d1_2+d2_2;
let t1_2=d1_2 - d2_2+d3_2;
let d0_3=vec4f(b0[at+6u]);
let d1_3=vec4f(b0[at+14u]);
let d2_3=vec4f(b0[at+22u]);
let d3_3=vec4f(b0[at+30u]);
let t0_3=d0_3+d1_3+d2_3;
let t1_3=d1_3 - d2_3+d3_3;
let r0_0=t0_0+t0_1+t0_2;
let r0_1=t0_1 - t0_2+t0_3;
let r1_0=t1_0+t1_1+t1_2;
let r1_1=t1_1 - t1_2+t1_3;
var a0_0=r0_0;
var a1_0=r0_1;
var a2_0=r1_0;
var a3_0=r1_1;
if(in0){
b1[p0*2u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
}
if(in1){
b1[p1*2u+c]=vec4h(clamp(a1_0,vec4f(-65504f),vec4f(65504f)));
}
if(in2){
b1[p2*2u+c]=vec4h(clamp(a2_0,vec4f(-65504f),vec4f(65504f)));
}
if(in3){
b1[p3*2u+c]=vec4h(clamp(a3_0,vec4f(-65504f),vec4f(65504f)));
}
}
