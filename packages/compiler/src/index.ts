export { candidatesFor, productOf, type Product, type Schedule } from './6-schedule/schedule.ts';
export { parseTuningRecord, productName, schedulesFor, type TuningRecord } from './6-schedule/tuning-record.ts';
export { compile, multiplyAddsOf, type Compiled, type CompileOptions } from './compile.ts';
export { buildGraph, type BuiltGraph, type Initialization } from './1-build/build-graph.ts';
export { pipeline } from './pipeline.ts';
export { arenaBytes, liveBytes } from './6-schedule/arena.ts';
export type { Pass, PassContext } from './pass.ts';
export type { PassObserver, PassRecord } from './run-pass.ts';
