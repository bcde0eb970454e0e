// 0
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4f>;
@group(0)@binding(2)var<storage,read_write>b1:array<vec4f>;
fn isNone(a:vec4f)->vec4<bool>{return(bitcast<vec4u>(a)&vec4u(0x7fffffffu))>vec4u(0x7f800000u);}
fn exponential(x:vec4f)->vec4f{return select(exp(x),x,isNone(x));}
fn logistic(x:vec4f)->vec4f{
let e=exponential(-abs(x));
return select(vec4f(1f),e,bitcast<vec4i>(x)<vec4i())/(1f+e);
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*4u;
let first=item/1u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/4u;
let y0=p0/2u%2u;
let x0=p0%2u;
var a0_0=vec4f();
for(var ky=0u;ky<2u;ky++){
for(var kx=0u;kx<2u;kx++){
let iy=y0*2u+ky - 0u;
let ix=x0*2u+kx - 0u;
if(iy<5u&&ix<4u){
a0_0+=b0[((n0*5u+iy)*4u+ix)*1u+c];
}
}
}
a0_0/=4f;
a0_0=logistic(a0_0);
if(c==0u){
a0_0=select(vec4f(),a0_0,vec4<bool>(true,true,true,false));
}
b1[p0*1u+c]=a0_0;
}
