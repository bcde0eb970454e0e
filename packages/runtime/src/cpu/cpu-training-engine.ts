import type { CpuTrainingPlan, KernelCall, MapPlan } from '@resnet-compile/plan/cpu';
import { found, itemOf } from '@resnet-compile/ir';
import type { Images } from '../engine.ts';
import { readMaps } from '../maps.ts';
import { mix } from '../mix.ts';
import { callersThread, type ThreadPool } from '../threads/thread-pool.ts';
import type { TrainingEngine } from '../training/training-engine.ts';
import type { CpuProgram } from './cpu-program.ts';
import { gradientReader, readResult, resultsOf } from './gradient-reader.ts';
import { largestMemory } from './memory.ts';
import { writeInput } from './write-input.ts';

/** Runs a training program on the CPU, with the threads of `pool`. All arrays are made once. */
export function createCpuTrainingEngine(
  program: CpuProgram<CpuTrainingPlan>,
  pool: ThreadPool,
  fingerprint: string,
): TrainingEngine {
  const { plan } = program;
  const statisticPlans = resultsOf(program, 'statistic');
  const statistics = new Map([...statisticPlans].map(([name, { length }]) => [name, new Float32Array(length)]));
  const here = callersThread(pool.slices);
  const classes = plan.targets.shape[0];
  const addresses = new Map(plan.results.map(({ name, address }) => [name, address]));
  const scalar = (name: string): number => program.floats(0).at(found(addresses, name) / 4) ?? NaN;
  const write = (images: Images, targets: Float32Array, batch: number): void => {
    const f = program.floats(batch);
    writeInput(plan.input, images, batch, f);
    writeInput(plan.targets, targets, batch, f);
  };
  const readStatistics = (): void => {
    for (const [name, values] of statistics) readResult(program, found(statisticPlans, name), values);
  };
  return {
    statistics,
    fingerprint,
    reserve(batch) {
      const bytes = program.bytes(batch);
      if (bytes > largestMemory)
        throw new RangeError(
          `a batch of ${batch} needs ${describe(bytes)}, WebAssembly has ${describe(largestMemory)}; ${advice}`,
        );
      try {
        program.reserve(batch);
      } catch {
        throw new RangeError(
          `a batch of ${batch} needs ${describe(bytes)}, which this machine does not give; ${advice}`,
        );
      }
    },
    drawMasks(seed, draw) {
      const bits = new Uint32Array(program.floats(0).buffer);
      for (const [key, address] of plan.maskKeys ?? []) bits[address / 4] = mix(mix(mix(seed) + draw) + key);
    },
    async run(prepared, images, targets, batch) {
      await program.pack(prepared, pool);
      write(images, targets, batch);
      await program.run(batch, pool);
      readStatistics();
      return { loss: scalar('loss'), correct: scalar('correct') };
    },
    async observe(prepared, images, batch) {
      // What there is to pack, other threads do not know.
      await program.pack(prepared, here);
      write(images, new Float32Array(batch * classes), batch);
      await program.run(batch, pool);
      readStatistics();
    },
    ...gradientReader(program),
    readTaps(batch, into) {
      const f = program.floats(batch);
      for (const [index, values] of into.entries()) readMaps(itemOf(plan.taps ?? [], index), batch, f, values);
    },
    async diagnose(images, targets, batch) {
      let first: string | undefined;
      // Their memory may have been taken over since.
      write(images, targets, batch);
      await program.run(batch, pool, undefined, (call) => {
        if (
          first === undefined &&
          'kernel' in call &&
          call.result &&
          !isFinite(call.result, batch, program.floats(batch))
        )
          first = (call as KernelCall).name;
      });
      return first;
    },
    forget: () => program.forget(),
    dispose: () => program.release(),
  };
}

const advice = 'train with smaller batches, or declare accumulate';

const describe = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

function isFinite(map: MapPlan, batch: number, f: Float32Array): boolean {
  const values = new Float32Array(batch * map.shape[0] * map.shape[1] * map.shape[2]);
  readMaps(map, batch, f, values);
  return values.every(Number.isFinite);
}
