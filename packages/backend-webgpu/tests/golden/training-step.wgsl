// 0
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4f>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*6u;
let first=item/1u*4u;
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
b1[p0*1u+c]=a0_0;
b1[p1*1u+c]=a1_0;
b1[p2*1u+c]=a2_0;
b1[p3*1u+c]=a3_0;
}

// 1.statistics.parts
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,1>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>scratch:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
let vectors=places[0].x;
let units=batch.x*places[0].y;
let parts=min((units+places[0].z - 1u)/places[0].z,places[0].w);
let part=item/vectors;
let c=item%vectors;
if(part>=parts){return;}
let base=b0[part*vectors+c];
var sum0=vec4f();
var sum1=vec4f();
for(var p=part;p<units;p+=parts){
let operand0=b0[p*vectors+c];
let value=operand0 - base;
sum0+=value;
sum1+=value*value;
}
let mean=sum0/f32((units - part+parts - 1u)/parts);
sum1=max(sum1 - sum0*mean,vec4f());
sum0=base+mean;
scratch[(part*2u+0u)*vectors+c]=sum0;
scratch[(part*2u+1u)*vectors+c]=sum1;
}

// 1.statistics
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,4>;
@group(0)@binding(2)var<storage,read_write>tensors:array<vec4f>;
@group(0)@binding(3)var<storage,read>scratch:array<vec4f>;
var<workgroup>of_total0:array<vec4f,64>;
fn total0(lane:u32,value:vec4f)->vec4f{
of_total0[lane]=value;
workgroupBarrier();
var sum=vec4f();
for(var other=0u;other<64u;other++){sum+=of_total0[other];}
return sum;
}
var<workgroup>of_total1:array<vec4f,64>;
fn total1(lane:u32,value:vec4f)->vec4f{
of_total1[lane]=value;
workgroupBarrier();
var sum=vec4f();
for(var other=0u;other<64u;other++){sum+=of_total1[other];}
return sum;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
let c=group;
let vectors=places[0].x;
let units=batch.x*places[0].y;
let parts=min((units+places[0].z - 1u)/places[0].z,places[0].w);
if(c>=vectors){return;}
var sum0=vec4f();
var sum1=vec4f();
let base=scratch[c];
for(var part=lane;part<parts;part+=64u){
sum0+=f32((units - part+parts - 1u)/parts)*(scratch[(part*2u+0u)*vectors+c]- base);
}
let result0=base+total0(lane,sum0)/f32(units);
for(var part=lane;part<parts;part+=64u){
let off=scratch[(part*2u+0u)*vectors+c]- result0;
sum1+=scratch[(part*2u+1u)*vectors+c]+f32((units - part+parts - 1u)/parts)*off*off;
}
let result1=total1(lane,sum1)/f32(units);
if(lane !=0u){return;}
tensors[places[1].x+c]=result0;
tensors[places[1].y+c]=result1;
{
let operand0=tensors[places[1].z+c];
let operand1=tensors[places[1].x+c];
let count=vec4f(f32(batch.x*places[2].x));
let result0=(vec4f(0.9f)*operand0)+(vec4f(0.1f)*operand1);
tensors[places[1].w+c]=result0;
}
{
let operand0=tensors[places[2].y+c];
let operand1=tensors[places[1].y+c];
let count=vec4f(f32(batch.x*places[2].x));
let result0=(vec4f(0.9f)*operand0)+((vec4f(0.1f)*operand1)*(count/(count - vec4f(1f))));
tensors[places[2].z+c]=result0;
}
{
let operand0=tensors[places[2].w+c];
let operand1=tensors[places[1].y+c];
let count=vec4f(f32(batch.x*places[2].w));
let result0=operand0/sqrt((operand1+vec4f(0.00001f)));
tensors[places[3].x+c]=result0;
}
}

// 1
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,1>;
@group(0)@binding(2)var<storage,read>tensors:array<vec4f>;
@group(0)@binding(3)var<storage,read>b0:array<vec4f>;
@group(0)@binding(4)var<storage,read_write>b1:array<vec4f>;
fn rectify(a:vec4f)->vec4f{return select(a,vec4f(),bitcast<vec4u>(a)- vec4u(0x80000000u)<=vec4u(0x7f800000u));}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*6u;
let first=item/1u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/6u;
let y0=p0/2u%3u;
let x0=p0%2u;
let x=b0[p0*1u+c];
var a0_0=x;
{
let operand1=tensors[places[0].x+c];
let operand2=tensors[places[0].y+c];
let operand3=tensors[places[0].z+c];
a0_0=(a0_0 - operand1)*operand2+operand3;
}
a0_0=rectify(a0_0);
b1[p0*1u+c]=a0_0;
}

// 3
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4f>;
@group(0)@binding(2)var<storage,read_write>b1:array<vec4f>;
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
for(var x1=0u;x1<2u;x1++){
let p1=(n1*3u+y1)*2u+x1;
let operand0=b0[p1*1u+c];
row+=operand0;
}
a0_0+=row;
}
a0_0/=6f;
b1[p0*1u+c]=a0_0;
}

// 4
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4f>;
@group(0)@binding(2)var<uniform>places:array<vec4u,1>;
@group(0)@binding(3)var<storage,read>tensors:array<vec4f>;
@group(0)@binding(4)var<storage,read>b0:array<vec4f>;
@group(0)@binding(5)var<storage,read_write>b1:array<vec4f>;
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
let i0=select(vec4f(),b0[at0+own],own<1u);
let top=((panel*1u+ky)*1u+kx)*4u+k*4u;
let row0=(lane+0u)/8u;
let vector0=left+(lane+0u)%8u;
let f0=select(vec4f(),weights[(top+row0)*1u+vector0],k*4u+row0<4u&&vector0<1u);
let row1=(lane+64u)/8u;
let vector1=left+(lane+64u)%8u;
let f1=select(vec4f(),weights[(top+row1)*1u+vector1],k*4u+row1<4u&&vector1<1u);
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
{
let operand1=tensors[places[0].x+c];
a0_0=a0_0+operand1;
}
b1[p0*1u+c]=a0_0;
}

// loss.loss_gradient
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>logits:array<f32>;
@group(0)@binding(2)var<storage,read>targets:array<f32>;
@group(0)@binding(3)var<storage,read_write>gradient:array<f32>;
@group(0)@binding(4)var<storage,read_write>scratch:array<vec4f>;
fn isNotFinite(bits:u32)->bool{return(bits&0x7f800000u)==0x7f800000u;}
fn fromBits(bits:u32)->vec4f{return bitcast<vec4f>(vec4u(bits));}
fn isNone(a:vec4f)->vec4<bool>{return(bitcast<vec4u>(a)&vec4u(0x7fffffffu))>vec4u(0x7f800000u);}
fn order(a:vec4f)->vec4i{
let bits=bitcast<vec4i>(a);
let size=bits&vec4i(0x7fffffff);
return select(size,-size,bits<vec4i());
}
fn isLess(a:vec4f,b:vec4f)->vec4<bool>{return(order(a)<order(b))&!isNone(a)&!isNone(b);}
fn larger(a:vec4f,b:vec4f)->vec4f{return select(a,b,isLess(a,b));}
fn exponential(x:vec4f)->vec4f{return select(exp(x),x,isNone(x));}
fn logarithmNear1(x:vec4f)->vec4f{
let s=x/(2f+x);
let q=s*s;
return s*(2f+q*(0.6666666865348816f+q*(0.4000000059604645f+q*(0.2857142984867096f+q*(0.2222222238779068f+q*(0.1818181872367859f+q*(0.1538461595773697f+q*0.13333334028720856f)))))));
}
fn logarithm(x:vec4f)->vec4f{
let bits=bitcast<vec4u>(x);
let y=select(log(x),logarithmNear1(x - 1f),(x>=vec4f(0.5f))&(x<=vec4f(2f)));
let orNegative=select(y,fromBits(0x7fc00000u),bits>vec4u(0x80000000u));
let orZero=select(orNegative,fromBits(0xff800000u),(bits&vec4u(0x7fffffffu))==vec4u());
return select(orZero,x,bits - vec4u(0x7f800000u)<=vec4u(0x7fffffu));
}
var<workgroup>of_across0:array<f32,64>;
fn across0(lane:u32,value:f32)->f32{
of_across0[lane]=value;
workgroupBarrier();
var largest=of_across0[0];
for(var other=1u;other<64u;other++){largest=max(largest,of_across0[other]);}
return largest;
}
var<workgroup>of_across1:array<f32,64>;
fn across1(lane:u32,value:f32)->f32{
of_across1[lane]=value;
workgroupBarrier();
var sum=f32();
for(var other=0u;other<64u;other++){sum+=of_across1[other];}
return sum;
}
var<workgroup>of_across2:array<f32,64>;
fn across2(lane:u32,value:f32)->f32{
of_across2[lane]=value;
workgroupBarrier();
var sum=f32();
for(var other=0u;other<64u;other++){sum+=of_across2[other];}
return sum;
}
var<workgroup>of_totalLoss:array<vec2f,64>;
fn totalLoss(lane:u32,value:vec2f)->vec2f{
of_totalLoss[lane]=value;
workgroupBarrier();
var sum=vec2f();
for(var other=0u;other<64u;other++){sum+=of_totalLoss[other];}
return sum;
}
fn firstLargest(a:vec2f,b:vec2f)->vec2f{return select(a,b,b.x>a.x||(b.x==a.x&&b.y<a.y));}
var<workgroup>of_largest:array<vec4f,64>;
fn largest(lane:u32,value:vec4f)->vec4f{
of_largest[lane]=value;
workgroupBarrier();
var best=of_largest[0];
for(var other=1u;other<64u;other++){best=vec4f(firstLargest(best.xy,of_largest[other].xy),firstLargest(best.zw,of_largest[other].zw));}
return best;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
if(group>=batch.x){return;}
let logit=group*4u;
let wish=group*4u;
var best=vec2f(-0x1.fffffep+127f,0f);
var bestTarget=best;
var bad=0f;
for(var k=lane;k<3u;k+=64u){
let value=logits[logit+k];
if(isNotFinite(bitcast<u32>(value))){bad=1f;}
best=firstLargest(best,vec2f(value,f32(k)));
bestTarget=firstLargest(bestTarget,vec2f(targets[wish+k],f32(k)));
}
let both=largest(lane,vec4f(best,bestTarget));
var row0=-0x1.fffffep+127f;
{
var own=row0;
for(var k=lane;k<3u;k+=64u){
own=max(own,(vec4f(logits[logit+k])).x);
}
row0=across0(lane,own);
}
var row1=0f;
{
var own=row1;
for(var k=lane;k<3u;k+=64u){
own+=(exponential(larger((vec4f(logits[logit+k])- vec4f(row0)),vec4f(-87f)))).x;
}
row1=across1(lane,own);
}
var row2=0f;
{
var own=row2;
for(var k=lane;k<3u;k+=64u){
own+=(vec4f(targets[wish+k])/vec4f(row1)).x;
}
row2=across2(lane,own);
}
var loss=vec2f(0f,bad);
for(var k=lane;k<3u;k+=64u){
loss.x+=(-(vec4f(targets[wish+k])*((vec4f(logits[logit+k])- vec4f(row0))- logarithm(vec4f(row1))))).x;
}
for(var k=lane;k<3u;k+=64u){
gradient[group*4u+k]=((exponential(larger((vec4f(logits[logit+k])- vec4f(row0)),vec4f(-87f)))*vec4f(row2))- vec4f(targets[wish+k])).x/f32(batch.x);
}
if(lane<1u){gradient[group*4u+3u+lane]=0f;}
loss=totalLoss(lane,loss);
if(lane==0u){scratch[group]=vec4f(loss.x,select(0f,1f,both.y==both.w),loss.y,0f);}
}

// loss.loss_gradient.sum
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>scratch:array<vec4f>;
@group(0)@binding(2)var<storage,read_write>control:array<u32>;
var<workgroup>of_total:array<vec4f,64>;
fn total(lane:u32,value:vec4f)->vec4f{
of_total[lane]=value;
workgroupBarrier();
var sum=vec4f();
for(var other=0u;other<64u;other++){sum+=of_total[other];}
return sum;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
var sum=vec4f();
for(var n=lane;n<batch.x;n+=64u){sum+=scratch[n];}
sum=total(lane,sum);
if(lane !=0u){return;}
let loss=bitcast<f32>(control[5])+sum.x/f32(batch.x)/1f;
control[5]=bitcast<u32>(loss);
control[6]+=u32(sum.y);
if(sum.z>0f){control[4]|=1u;}
}

// 4.dense_input_gradient
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>weights:array<vec4f>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b1:array<vec4f>;
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
{
let ky=0u;
{
let kx=0u;
let iy0=y0+0u - ky;
let ix0=x0+0u - kx;
let at0=((n0*1u+iy0)*1u+ix0);
let tap=(ky*1u+kx)*4u;
var w=tap+c*4u;
for(var k=0u;k<1u;k++){
let d0=b0[at0+k];
let f0_0=weights[w+0u];
let f0_1=weights[w+1u];
let f0_2=weights[w+2u];
let f0_3=weights[w+3u];
a0_0+=vec4f(dot(d0,f0_0),dot(d0,f0_1),dot(d0,f0_2),dot(d0,f0_3));
w++;
}
}
}
b1[p0*1u+c]=a0_0;
}

// 4.filter_gradient.parts
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>dy:array<vec4f>;
@group(0)@binding(2)var<storage,read>x:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>scratch:array<vec4f>;
var<workgroup>inputs:array<vec4f,256>;
var<workgroup>gradients:array<vec4f,32>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let units=batch.x*1u;
let parts=min((units+31u)/32u,1024u);
let part=group/1u;
if(part>=parts){return;}
let left=group%1u*4u;
let top=group%1u/1u*32u;
let column=left+lane%4u;
let row=top+lane/4u;
var a0_0_0=vec4f();
var a0_1_0=vec4f();
var a0_2_0=vec4f();
var a0_3_0=vec4f();
var a1_0_0=vec4f();
var a1_1_0=vec4f();
var a1_2_0=vec4f();
var a1_3_0=vec4f();
let length=(units+parts - 1u)/parts;
let end=min((part+1u)*length,units)*1u;
let row0=top+lane%32u;
let tap0=row0/1u;
let v0=row0%1u;
let row1=top+(lane+64u)%32u;
let tap1=row1/1u;
let v1=row1%1u;
let row2=top+(lane+128u)%32u;
let tap2=row2/1u;
let v2=row2%1u;
let row3=top+(lane+192u)%32u;
let tap3=row3/1u;
let v3=row3%1u;
for(var first=part*length*1u;first<end;first+=8u){
let p0=first+lane/32u;
let iy0=(p0/1u%1u)+tap0/1u - 0u;
let ix0=(p0%1u)+tap0%1u - 0u;
let in0=p0<end&&row0<1u&&iy0<1u&&ix0<1u;
let at0=((p0/1u*1u+iy0)*1u+ix0)*1u+v0;
let x0=select(vec4f(),x[select(0u,at0,in0)],in0);
let p1=first+(lane+64u)/32u;
let iy1=(p1/1u%1u)+tap1/1u - 0u;
let ix1=(p1%1u)+tap1%1u - 0u;
let in1=p1<end&&row1<1u&&iy1<1u&&ix1<1u;
let at1=((p1/1u*1u+iy1)*1u+ix1)*1u+v1;
let x1=select(vec4f(),x[select(0u,at1,in1)],in1);
let p2=first+(lane+128u)/32u;
let iy2=(p2/1u%1u)+tap2/1u - 0u;
let ix2=(p2%1u)+tap2%1u - 0u;
let in2=p2<end&&row2<1u&&iy2<1u&&ix2<1u;
let at2=((p2/1u*1u+iy2)*1u+ix2)*1u+v2;
let x2=select(vec4f(),x[select(0u,at2,in2)],in2);
let p3=first+(lane+192u)/32u;
let iy3=(p3/1u%1u)+tap3/1u - 0u;
let ix3=(p3%1u)+tap3%1u - 0u;
let in3=p3<end&&row3<1u&&iy3<1u&&ix3<1u;
let at3=((p3/1u*1u+iy3)*1u+ix3)*1u+v3;
let x3=select(vec4f(),x[select(0u,at3,in3)],in3);
let q0=first+lane/4u;
let c0=left+lane%4u;
let d0=select(vec4f(),dy[q0*1u+c0],q0<end&&c0<1u);
workgroupBarrier();
inputs[lane]=x0;
inputs[(lane+64u)]=x1;
inputs[(lane+128u)]=x2;
inputs[(lane+192u)]=x3;
if(lane<32u){gradients[lane]=d0;}
workgroupBarrier();
for(var k=0u;k<8u;k++){
let g0=gradients[k*4u+lane%4u+0u];
let i0=inputs[k*32u+lane/4u+0u];
a0_0_0+=i0.x*g0;
a0_1_0+=i0.y*g0;
a0_2_0+=i0.z*g0;
a0_3_0+=i0.w*g0;
let i1=inputs[k*32u+lane/4u+16u];
a1_0_0+=i1.x*g0;
a1_1_0+=i1.y*g0;
a1_2_0+=i1.z*g0;
a1_3_0+=i1.w*g0;
}
}
let base=part*4u;
{
let r=row+0u;
let channel=r%1u*4u;
let at=base+(r/1u*4u+channel)*1u+column;
if(r<1u){
if(column+0u<1u){scratch[at+0u]=a0_0_0;}
if(column+0u<1u){scratch[at+1u]=a0_1_0;}
if(column+0u<1u){scratch[at+2u]=a0_2_0;}
if(column+0u<1u){scratch[at+3u]=a0_3_0;}
}
}
{
let r=row+16u;
let channel=r%1u*4u;
let at=base+(r/1u*4u+channel)*1u+column;
if(r<1u){
if(column+0u<1u){scratch[at+0u]=a1_0_0;}
if(column+0u<1u){scratch[at+1u]=a1_1_0;}
if(column+0u<1u){scratch[at+2u]=a1_2_0;}
if(column+0u<1u){scratch[at+3u]=a1_3_0;}
}
}
}

// 4.filter_gradient, 0.filter_gradient
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,1>;
@group(0)@binding(2)var<storage,read>scratch:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>gradient:array<vec4f>;
var<workgroup>sums:array<vec4f,64>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
let vectors=places[0].x;
let units=batch.x*places[0].y;
let parts=min((units+places[0].z - 1u)/places[0].z,places[0].w);
let across=4u;
let own=min(group*across+lane%across,vectors - 1u);
var sum=vec4f();
for(var part=lane/across;part<parts;part+=16u){sum+=scratch[part*vectors+own];}
sums[lane]=sum;
workgroupBarrier();
if(lane>=across||group*across+lane>=vectors){return;}
for(var other=lane+across;other<64u;other+=across){sum+=sums[other];}
gradient[own]=sum;
}

// 4.sums.parts
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,1>;
@group(0)@binding(2)var<storage,read>b0:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>scratch:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
let vectors=places[0].x;
let units=batch.x*places[0].y;
let parts=min((units+places[0].z - 1u)/places[0].z,places[0].w);
let part=item/vectors;
let c=item%vectors;
if(part>=parts){return;}
var sum0=vec4f();
for(var p=part;p<units;p+=parts){
let operand0=b0[p*vectors+c];
sum0+=operand0;
}
scratch[(part*1u+0u)*vectors+c]=sum0;
}

// 4.sums
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,2>;
@group(0)@binding(2)var<storage,read_write>tensors:array<vec4f>;
@group(0)@binding(3)var<storage,read>scratch:array<vec4f>;
var<workgroup>of_total0:array<vec4f,64>;
fn total0(lane:u32,value:vec4f)->vec4f{
of_total0[lane]=value;
workgroupBarrier();
var sum=vec4f();
for(var other=0u;other<64u;other++){sum+=of_total0[other];}
return sum;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
let c=group;
let vectors=places[0].x;
let units=batch.x*places[0].y;
let parts=min((units+places[0].z - 1u)/places[0].z,places[0].w);
if(c>=vectors){return;}
var sum0=vec4f();
for(var part=lane;part<parts;part+=64u){
sum0+=scratch[(part*1u+0u)*vectors+c];
}
let result0=total0(lane,sum0);
if(lane !=0u){return;}
tensors[places[1].x+c]=result0;
}

// 3.global_average_pool_gradient
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>b0:array<vec4f>;
@group(0)@binding(2)var<storage,read>b1:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>b2:array<vec4f>;
fn isPositive(a:vec4f)->vec4<bool>{return bitcast<vec4u>(a)- vec4u(1u)<vec4u(0x7f800000u);}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*6u;
let first=item/1u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/6u;
let y0=p0/2u%3u;
let x0=p0%2u;
var a0_0=vec4f();
a0_0=b0[n0+c]/6f;
{
let operand1=b1[p0*1u+c];
a0_0=select(vec4f(0f),a0_0,isPositive(operand1));
}
b2[p0*1u+c]=a0_0;
}

// 1.sums.parts
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,2>;
@group(0)@binding(2)var<storage,read>tensors:array<vec4f>;
@group(0)@binding(3)var<storage,read>b0:array<vec4f>;
@group(0)@binding(4)var<storage,read>b1:array<vec4f>;
@group(0)@binding(5)var<storage,read_write>scratch:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
let vectors=places[0].x;
let units=batch.x*places[0].y;
let parts=min((units+places[0].z - 1u)/places[0].z,places[0].w);
let part=item/vectors;
let c=item%vectors;
if(part>=parts){return;}
let operand2=tensors[places[1].x+c];
var sum0=vec4f();
var sum1=vec4f();
for(var p=part;p<units;p+=parts){
let operand0=b0[p*vectors+c];
let operand1=b1[p*vectors+c];
sum0+=operand0*(operand1 - operand2);
sum1+=operand0;
}
scratch[(part*2u+0u)*vectors+c]=sum0;
scratch[(part*2u+1u)*vectors+c]=sum1;
}

// 1.sums
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,4>;
@group(0)@binding(2)var<storage,read_write>tensors:array<vec4f>;
@group(0)@binding(3)var<storage,read>scratch:array<vec4f>;
var<workgroup>of_total0:array<vec4f,64>;
fn total0(lane:u32,value:vec4f)->vec4f{
of_total0[lane]=value;
workgroupBarrier();
var sum=vec4f();
for(var other=0u;other<64u;other++){sum+=of_total0[other];}
return sum;
}
var<workgroup>of_total1:array<vec4f,64>;
fn total1(lane:u32,value:vec4f)->vec4f{
of_total1[lane]=value;
workgroupBarrier();
var sum=vec4f();
for(var other=0u;other<64u;other++){sum+=of_total1[other];}
return sum;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let item=group*64u+lane;
let c=group;
let vectors=places[0].x;
let units=batch.x*places[0].y;
let parts=min((units+places[0].z - 1u)/places[0].z,places[0].w);
if(c>=vectors){return;}
var sum0=vec4f();
var sum1=vec4f();
for(var part=lane;part<parts;part+=64u){
sum0+=scratch[(part*2u+0u)*vectors+c];
sum1+=scratch[(part*2u+1u)*vectors+c];
}
let result0=total0(lane,sum0);
let result1=total1(lane,sum1);
if(lane !=0u){return;}
tensors[places[1].x+c]=result0;
tensors[places[1].y+c]=result1;
{
let operand0=tensors[places[1].x+c];
let operand1=tensors[places[1].z+c];
let count=vec4f(f32(batch.x*places[2].x));
let result0=operand0/sqrt((operand1+vec4f(0.00001f)));
tensors[places[1].w+c]=result0;
}
{
let operand0=tensors[places[2].x+c];
let operand1=tensors[places[1].z+c];
let operand2=tensors[places[1].x+c];
let operand3=tensors[places[1].y+c];
let count=vec4f(f32(batch.x*places[3].x));
let t6=(vec4f(1f)/sqrt((operand1+vec4f(0.00001f))));
let t7=(operand0*t6);
let t8=(-t7);
let result0=t7;
let result1=(t8*operand3)/count;
let result2=(((t8*t6)*t6)*operand2)/count;
tensors[places[2].y+c]=result0;
tensors[places[2].z+c]=result1;
tensors[places[2].w+c]=result2;
}
}

// 1.batch_norm_input_gradient
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<uniform>places:array<vec4u,1>;
@group(0)@binding(2)var<storage,read>tensors:array<vec4f>;
@group(0)@binding(3)var<storage,read>b0:array<vec4f>;
@group(0)@binding(4)var<storage,read>b1:array<vec4f>;
@group(0)@binding(5)var<storage,read_write>b2:array<vec4f>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let item=(workgroup.y*workgroups.x+workgroup.x)*64u+lane;
let c=item%1u;
let pixels=batch.x*6u;
let first=item/1u*1u;
if(first>=pixels){return;}
let p0=first;
let n0=p0/6u;
let y0=p0/2u%3u;
let x0=p0%2u;
let x=b0[p0*1u+c];
var a0_0=x;
{
let operand2=tensors[places[0].x+c];
let operand3=tensors[places[0].y+c];
let operand4=tensors[places[0].z+c];
let operand5=tensors[places[0].w+c];
{
let operand1=b1[p0*1u+c];
a0_0=((a0_0*operand2)+operand3)+((operand1 - operand4)*operand5);
}
}
b2[p0*1u+c]=a0_0;
}

// 0.filter_gradient.parts
@group(0)@binding(0)var<uniform>batch:vec4u;
@group(0)@binding(1)var<storage,read>dy:array<vec4f>;
@group(0)@binding(2)var<storage,read>x:array<vec4f>;
@group(0)@binding(3)var<storage,read_write>scratch:array<vec4f>;
var<workgroup>inputs:array<vec4f,256>;
var<workgroup>gradients:array<vec4f,32>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id)workgroup:vec3u,@builtin(num_workgroups)workgroups:vec3u,@builtin(local_invocation_index)lane:u32){
let group=workgroup.y*workgroups.x+workgroup.x;
let units=batch.x*3u;
let parts=min((units+15u)/16u,1024u);
let part=group/1u;
if(part>=parts){return;}
let left=group%1u*4u;
let top=group%1u/1u*32u;
let column=left+lane%4u;
let row=top+lane/4u;
var a0_0_0=vec4f();
var a0_1_0=vec4f();
var a0_2_0=vec4f();
var a0_3_0=vec4f();
var a1_0_0=vec4f();
var a1_1_0=vec4f();
var a1_2_0=vec4f();
var a1_3_0=vec4f();
let length=(units+parts - 1u)/parts;
let end=min((part+1u)*length,units)*2u;
let row0=top+lane%32u;
let tap0=row0/1u;
let v0=row0%1u;
let row1=top+(lane+64u)%32u;
let tap1=row1/1u;
let v1=row1%1u;
let row2=top+(lane+128u)%32u;
let tap2=row2/1u;
let v2=row2%1u;
let row3=top+(lane+192u)%32u;
let tap3=row3/1u;
let v3=row3%1u;
for(var first=part*length*2u;first<end;first+=8u){
let p0=first+lane/32u;
let iy0=(p0/2u%3u)*2u+tap0/3u - 1u;
let ix0=(p0%2u)*2u+tap0%3u - 1u;
let in0=p0<end&&row0<9u&&iy0<5u&&ix0<4u;
let at0=((p0/6u*5u+iy0)*4u+ix0)*1u+v0;
let x0=select(vec4f(),x[select(0u,at0,in0)],in0);
let p1=first+(lane+64u)/32u;
let iy1=(p1/2u%3u)*2u+tap1/3u - 1u;
let ix1=(p1%2u)*2u+tap1%3u - 1u;
let in1=p1<end&&row1<9u&&iy1<5u&&ix1<4u;
let at1=((p1/6u*5u+iy1)*4u+ix1)*1u+v1;
let x1=select(vec4f(),x[select(0u,at1,in1)],in1);
let p2=first+(lane+128u)/32u;
let iy2=(p2/2u%3u)*2u+tap2/3u - 1u;
let ix2=(p2%2u)*2u+tap2%3u - 1u;
let in2=p2<end&&row2<9u&&iy2<5u&&ix2<4u;
let at2=((p2/6u*5u+iy2)*4u+ix2)*1u+v2;
let x2=select(vec4f(),x[select(0u,at2,in2)],in2);
let p3=first+(lane+192u)/32u;
let iy3=(p3/2u%3u)*2u+tap3/3u - 1u;
let ix3=(p3%2u)*2u+tap3%3u - 1u;
let in3=p3<end&&row3<9u&&iy3<5u&&ix3<4u;
let at3=((p3/6u*5u+iy3)*4u+ix3)*1u+v3;
let x3=select(vec4f(),x[select(0u,at3,in3)],in3);
let q0=first+lane/4u;
let c0=left+lane%4u;
let d0=select(vec4f(),dy[q0*1u+c0],q0<end&&c0<1u);
workgroupBarrier();
inputs[lane]=x0;
inputs[(lane+64u)]=x1;
inputs[(lane+128u)]=x2;
inputs[(lane+192u)]=x3;
if(lane<32u){gradients[lane]=d0;}
workgroupBarrier();
for(var k=0u;k<8u;k++){
let g0=gradients[k*4u+lane%4u+0u];
let i0=inputs[k*32u+lane/4u+0u];
a0_0_0+=i0.x*g0;
a0_1_0+=i0.y*g0;
a0_2_0+=i0.z*g0;
a0_3_0+=i0.w*g0;
let i1=inputs[k*32u+lane/4u+16u];
a1_0_0+=i1.x*g0;
a1_1_0+=i1.y*g0;
a1_2_0+=i1.z*g0;
a1_3_0+=i1.w*g0;
}
}
let base=part*27u;
{
let r=row+0u;
let channel=r%1u*4u;
let at=base+(r/1u*3u+channel)*1u+column;
if(r<9u){
if(channel+0u<3u&&column+0u<1u){scratch[at+0u]=a0_0_0;}
if(channel+1u<3u&&column+0u<1u){scratch[at+1u]=a0_1_0;}
if(channel+2u<3u&&column+0u<1u){scratch[at+2u]=a0_2_0;}
if(channel+3u<3u&&column+0u<1u){scratch[at+3u]=a0_3_0;}
}
}
{
let r=row+16u;
let channel=r%1u*4u;
let at=base+(r/1u*3u+channel)*1u+column;
if(r<9u){
if(channel+0u<3u&&column+0u<1u){scratch[at+0u]=a1_0_0;}
if(channel+1u<3u&&column+0u<1u){scratch[at+1u]=a1_1_0;}
if(channel+2u<3u&&column+0u<1u){scratch[at+2u]=a1_2_0;}
if(channel+3u<3u&&column+0u<1u){scratch[at+3u]=a1_3_0;}
}
}
}
