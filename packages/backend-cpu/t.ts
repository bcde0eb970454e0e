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
const oracles=JSON.parse(readFileSync('/work/shared/oracles/results.json','utf8'));
const only=process.argv[2]; const js=process.argv[3]==='js';
for(const o of oracles){const c=o.case;if(only&&only!=='all'&&c.name!==only)continue;
 const {name,batch=2,seed=0,normScale=0.6,train,...options}=c;
 const net=resnet(options as never);const r=compile(net,{name:'m',target:cpuTarget});if('problems' in r){console.log(name,r.problems);continue}
 const params=r.program.parameters;const exp=Object.entries(o.state) as [string,number[]][];
 const same=params.length===exp.length&&params.every((p,i)=>p.name===exp[i][0]&&String(p.shape)===String(exp[i][1]));
 const count=params.filter(p=>p.kind==='parameter').reduce((s,p)=>s+p.shape.reduce((a,b)=>a*b,1),0);
 const t0=performance.now();
 const {plan,shapes}=buildPlan(r.program);
 const b64=(b:Uint8Array)=>deflateRawSync(b).toString('base64');
 const relaxed=emitWasm(shapes,{relaxed:true}),plain=emitWasm(shapes,{relaxed:false});
 const t1=performance.now();
 const code=js?(0,eval)(emitJavaScript(shapes)):{relaxed:b64(relaxed),plain:b64(plain)};
 const load=createLoad({model:{name,input:options.input,classes:options.classes,parameters:params,parameterCount:count,multiplyAdds:0},cpu:{plan,code},url:''});
 const weights=Object.fromEntries(params.map(p=>[p.name,filled(p.name,p.shape as number[],seed,normScale)]));
 const network=await load({weights});
 const images=units('images0',seed,batch*options.input.reduce((a:number,b:number)=>a*b,1)).map(v=>2*v);
 let logits=await network.predict(images);
 const t2=performance.now();logits=await network.predict(images);const t3=performance.now();
 const scale=Math.max(...o.logits.flat().map(Math.abs));let err=0;
 o.logits.forEach((row:number[],n:number)=>row.forEach((v,i)=>{err=Math.max(err,Math.abs(v-logits[n*options.classes+i]!)/scale)}));
 console.log(name.padEnd(32),same&&count===o.parameters?'state ok':'STATE DIFFERS '+count,err<1e-4?'ok':'WRONG',err.toExponential(1),'shapes',shapes.length,'wasm',relaxed.length,(t1-t0).toFixed(0)+'ms', 'run',((t3-t2)/batch).toFixed(1)+'ms/img');
 await network.dispose();
}
