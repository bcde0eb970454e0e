enable f16;
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4h>;
@group(0)@binding(2)var<storage,read_write>b1:array<vec4h>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%2u;
let pixels=batch.x*1u;
let first=item/2u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/1u;
let y0=p0/1u%1u;
let x0=p0%1u;
var a0_0=vec4f();
let n1=n0;
for(var y1=0u;y1<4u;y1++){
var row=vec4f();
for(var x1=0u;x1<3u;x1++){
let p1=(n1*4u+y1)*3u+x1;
let operand0=vec4f(b0[p1*2u+c]);
row+=operand0;
}
a0_0+=row;
}
a0_0/=12f;
b1[p0*2u+c]=vec4h(clamp(a0_0,vec4f(-65504f),vec4f(65504f)));
}
