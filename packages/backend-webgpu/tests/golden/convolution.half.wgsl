// 0
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
fn rectify(a:vec4f)->vec4f{return select(a,vec4f(),bitcast<vec4u>(a)- vec4u(0x80000000u)<=vec4u(0x7f800000u));}
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
for(var ky=0u;ky<3u;ky++){
for(var kx=0u;kx<3u;kx++){
let iy0=y0*2u+ky - 1u;
let ix0=x0*2u+kx - 1u;
let in0=iy0<5u&&ix0<4u;
let at0=select(0u,((n0*5u+iy0)*4u+ix0)*1u,in0);
let iy1=y1*2u+ky - 1u;
let ix1=x1*2u+kx - 1u;
let in1=iy1<5u&&ix1<4u;
let at1=select(0u,((n1*5u+iy1)*4u+ix1)*1u,in1);
let iy2=y2*2u+ky - 1u;
let ix2=x2*2u+kx - 1u;
let in2=iy2<5u&&ix2<4u;
let at2=select(0u,((n2*5u+iy2)*4u+ix2)*1u,in2);
let iy3=y3*2u+ky - 1u;
let ix3=x3*2u+kx - 1u;
let in3=iy3<5u&&ix3<4u;
let at3=select(0u,((n3*5u+iy3)*4u+ix3)*1u,in3);
{
let k=0u;
let i0=select(vec4f(),b0[at0+k],in0);
let i1=select(vec4f(),b0[at1+k],in1);
let i2=select(vec4f(),b0[at2+k],in2);
let i3=select(vec4f(),b0[at3+k],in3);
let f0_0=vec4f(weights[w+0u]);
a0_0+=i0.x*f0_0;
a1_0+=i1.x*f0_0;
a2_0+=i2.x*f0_0;
a3_0+=i3.x*f0_0;
let f1_0=vec4f(weights[w+2u]);
a0_0+=i0.y*f1_0;
a1_0+=i1.y*f1_0;
a2_0+=i2.y*f1_0;
a3_0+=i3.y*f1_0;
let f2_0=vec4f(weights[w+4u]);
a0_0+=i0.z*f2_0;
a1_0+=i1.z*f2_0;
a2_0+=i2.z*f2_0;
a3_0+=i3.z*f2_0;
w+=6u;
}
}
}
{
let operand1=vec4f(weights[54u+c]);
a0_0=a0_0+operand1;
a1_0=a1_0+operand1;
a2_0=a2_0+operand1;
a3_0=a3_0+operand1;
}
a0_0=rectify(a0_0);
a1_0=rectify(a1_0);
a2_0=rectify(a2_0);
a3_0=rectify(a3_0);
b1[p0*2u+c]=a0_0;
b1[p1*2u+c]=a1_0;
b1[p2*2u+c]=a2_0;
b1[p3*2u+c]=a3_0;
}
