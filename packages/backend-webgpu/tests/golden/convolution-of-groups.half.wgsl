// 0
enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4h>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%2u;
let pixels=batch.x*12u;
let first=item/2u*4u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/12u;
let y0=p0/3u%4u;
let x0=p0%3u;
let p1=min(first+1u,pixels - 1u);
let n1=p1/12u;
let y1=p1/3u%4u;
let x1=p1%3u;
let p2=min(first+2u,pixels - 1u);
let n2=p2/12u;
let y2=p2/3u%4u;
let x2=p2%3u;
let p3=min(first+3u,pixels - 1u);
let n3=p3/12u;
let y3=p3/3u%4u;
let x3=p3%3u;
var a0_0=vec4f();
var a1_0=vec4f();
var a2_0=vec4f();
var a3_0=vec4f();
var w=c;
let groups=(c*4u+vec4u(0u,1u,2u,3u))/4u*2u;
for(var ky=0u;ky<3u;ky++){
for(var kx=0u;kx<3u;kx++){
let iy0=y0+ky - 1u;
let ix0=x0+kx - 1u;
let in0=iy0<4u&&ix0<3u;
let at0=select(0u,((n0*4u+iy0)*3u+ix0)*1u,in0);
let iy1=y1+ky - 1u;
let ix1=x1+kx - 1u;
let in1=iy1<4u&&ix1<3u;
let at1=select(0u,((n1*4u+iy1)*3u+ix1)*1u,in1);
let iy2=y2+ky - 1u;
let ix2=x2+kx - 1u;
let in2=iy2<4u&&ix2<3u;
let at2=select(0u,((n2*4u+iy2)*3u+ix2)*1u,in2);
let iy3=y3+ky - 1u;
let ix3=x3+kx - 1u;
let in3=iy3<4u&&ix3<3u;
let at3=select(0u,((n3*4u+iy3)*3u+ix3)*1u,in3);
for(var k=0u;k<2u;k++){
let own=groups+k;
let f=vec4f(weights[w]);
a0_0+=select(vec4f(),vec4f(b0[at0+own.x/4u][own.x%4u],b0[at0+own.y/4u][own.y%4u],b0[at0+own.z/4u][own.z%4u],b0[at0+own.w/4u][own.w%4u]),in0)*f;
a1_0+=select(vec4f(),vec4f(b0[at1+own.x/4u][own.x%4u],b0[at1+own.y/4u][own.y%4u],b0[at1+own.z/4u][own.z%4u],b0[at1+own.w/4u][own.w%4u]),in1)*f;
a2_0+=select(vec4f(),vec4f(b0[at2+own.x/4u][own.x%4u],b0[at2+own.y/4u][own.y%4u],b0[at2+own.z/4u][own.z%4u],b0[at2+own.w/4u][own.w%4u]),in2)*f;
a3_0+=select(vec4f(),vec4f(b0[at3+own.x/4u][own.x%4u],b0[at3+own.y/4u][own.y%4u],b0[at3+own.z/4u][own.z%4u],b0[at3+own.w/4u][own.w%4u]),in3)*f;
w+=2u;
}
}
}
b1[p0*2u+c]=a0_0;
b1[p1*2u+c]=a1_0;
b1[p2*2u+c]=a2_0;
b1[p3*2u+c]=a3_0;
}
