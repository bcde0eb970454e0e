export { candidatesFor, productOf, type Product, type Schedule } from './6-schedule/schedule.ts';
export { parseTuningRecord, productName, schedulesFor, type TuningRecord } from './6-schedule/tuning-record.ts';
export { compile, multiplyAddsOf, type Compiled, type CompileOptions } from './compile.ts';
export {
  build,
  fuse,
  lower,
  recompute,
  schedule,
  simplify,
  type LowerOptions,
  type Observed,
  type RecomputeOptions,
  type ScheduleOptions,
  type SimplifyOptions,
} from './stages.ts';
export type { BuildOptions, BuiltGraph, Initialization } from './1-build/build-graph.ts';
export { passes, pipeline } from './pipeline.ts';
export { arenaBytes, liveBytes } from './6-schedule/arena.ts';
export type { Mode, Pass, ScheduleContext } from './pass.ts';
export type { PassObserver, PassRecord } from './run-pass.ts';
