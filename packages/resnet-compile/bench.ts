import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { resnet } from '@resnet-compile/dsl';
import { compile, multiplyAddsOf } from '@resnet-compile/compiler';
import { cpuTarget, buildPlan, emitWasm, emitJavaScript } from '@resnet-compile/backend-cpu';
import { createLoad } from '@resnet-compile/runtime';
const M=(a:number,b:number)=>Math.imul(a,b);
function fnv(s:string){let h=0x811c9dc5;for(const b of new TextEncoder().encode(s))h=M(h^b,0x01000193);return h|0}
function units(name:string,seed:number,n:number){const o=new Float32Array(n);const k=(fnv(name)+M(seed,0x85ebca6b))|0;for(let i=0;i<n;i++){let x=(M(i,0x9e3779b9)+k)|0;x^=x>>>16;x=M(x,0x21f0aaad);x^=x>>>15;x=M(x,0x735a2d97);x^=x>>>15;o[i]=(x>>>8)/8388608-1}return o}
function filled(name:string,shape:number[],seed:number,ns:number){const n=shape.reduce((a,b)=>a*b,1);const u=units(name,seed,n);const leaf=name.slice(name.lastIndexOf('.')+1);const f=Math.fround;
 if(leaf==='running_mean')return u.map(v=>f(0.2)*v);if(leaf==='running_var')return u.map(v=>1+f(f(0.5)*v));if(shape.length>=2){const s=f(Math.sqrt(6/(n/shape[0])));return u.map(v=>s*v)}
 if(leaf==='weight'){return u.map(v=>f(ns)+f(f(ns/2)*v))}return u.map(v=>f(0.1)*v)}

import * as dsl from '@resnet-compile/dsl';
const tiles=(process.argv[2]??'6x16').split(',').map(t=>t.split('x').map(Number));
const nets:any={r18:[dsl.resnet18(),1],c44:[dsl.cifarResnet(44),50],r50:[dsl.resnet50(),1]};
const runs:any[]=[];
for(const [p,c] of tiles) for(const k of (process.argv[3]??'r18,c44').split(',')){
 const [net,batch]=nets[k];
 const r=compile(net,{name:'m',target:{...cpuTarget,tile:{pixels:p!,channels:c!}}}); if('problems' in r) throw 1;
 const {plan,shapes}=buildPlan(r.program);const b64=(b:Uint8Array)=>deflateRawSync(b).toString('base64');
 const load=createLoad({model:{name:'m',input:net.input,classes:r.graph.output.type.shape[1] as number,parameters:r.program.parameters,parameterCount:0,multiplyAdds:0},prepare:r.program.prepare,cpu:{plan,code:{relaxed:b64(emitWasm(shapes,{relaxed:true})),plain:b64(emitWasm(shapes,{relaxed:false}))}},url:''} as never);
 const network=await load({device:'cpu',seed:1} as never);
 const images=units('images0',1,batch*net.input.reduce((a:number,b:number)=>a*b,1));
 for(let i=0;i<3;i++) await network.predict(images);
 runs.push({name:`${p}x${c} ${k}`,network,images,batch,times:[] as number[]});
}
for(let i=0;i<12;i++) for(const r of runs){const t=performance.now();await r.network.predict(r.images);r.times.push((performance.now()-t)/r.batch)}
for(const r of runs){r.times.sort((a:number,b:number)=>a-b);console.log(r.name,'min',r.times[0].toFixed(2),'median',r.times[6].toFixed(2))}
