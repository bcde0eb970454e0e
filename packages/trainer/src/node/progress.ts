import type { TrainingEvent } from '../events.ts';
import type { Plan } from '../plan.ts';
import type { EvaluationRecord, StepRecord } from '../records.ts';

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Over how many of the last steps speed, loss and accuracy are averaged. */
const window = 30;

/** Milliseconds between two lines of steps: in a terminal, where the new one takes the old one's place, and in a log file. */
const [inTerminal, inLog] = [100, 60_000];

/** Shows a run: a bar that moves in a terminal; in a log file a line for each minute, epoch and evaluation. */
export function createProgress(terminal: Terminal): {
  readonly tell: (event: TrainingEvent) => void;
  readonly say: (line: string) => void;
} {
  let plan: Plan | undefined;
  let recent: StepRecord[] = [];
  let began = 0;
  let shown = performance.now();
  const say = (line: string): void => void terminal.write(terminal.isTTY ? `\r\x1b[K${line}\n` : `${line}\n`);
  const show = (line: string): void => {
    if (performance.now() - shown < (terminal.isTTY ? inTerminal : inLog)) return;
    shown = performance.now();
    if (terminal.isTTY) terminal.write(`\r\x1b[K${line.slice(0, (terminal.columns ?? 80) - 1)}`);
    else say(line);
  };
  const tell = (event: TrainingEvent): void => {
    if (event.kind === 'start') {
      ({ plan } = event);
      if (event.step > 0)
        say(
          event.step < plan.steps
            ? `going on after step ${event.step} of ${plan.steps}`
            : `all ${plan.steps} steps were made before`,
        );
      began = Date.now() / 1000;
    }
    // A run tells of its start first.
    if (!plan) return;
    if (event.kind === 'step') {
      recent = [...recent.slice(1 - window), event];
      const [first] = recent;
      show(stepLine(plan, recent, first && recent.length === window ? first.time : began));
    } else if (event.kind === 'epoch')
      say(
        `epoch ${pad(event.epoch, epochsOf(plan))}  loss ${event.loss.toFixed(4)}  accuracy ${percent(event.accuracy)}`,
      );
    else if (event.kind === 'evaluating') show(`evaluating: ${event.images} images`);
    else if (event.kind === 'evaluation')
      say(`${' '.repeat(6 + String(epochsOf(plan)).length)}  ${evaluationText(event)}`);
    // The clock stands still while something else than steps goes on.
    if (event.kind === 'epoch' || event.kind === 'evaluation' || event.kind === 'checkpoint')
      [recent, began] = [[], Date.now() / 1000];
  };
  return { tell, say };
}

export const evaluationText = ({ of, loss, top1, top5, images }: EvaluationRecord): string =>
  `test${of ? ` of the ${of}` : ''}: loss ${loss.toFixed(4)}  top-1 ${percent(top1)}  top-5 ${percent(top5)}  (${images} images)`;

const epochsOf = ({ steps, batchesPerEpoch }: Plan): number => Math.ceil(steps / batchesPerEpoch);
const pad = (value: number, most: number): string => `${String(value).padStart(String(most).length)}/${most}`;
const percent = (part: number, digits = 2): string => `${(part * 100).toFixed(digits)} %`;

/** Where the run is, images a second, loss and accuracy, and the time that the rest will take. */
export function stepLine({ steps, batchesPerEpoch }: Plan, recent: readonly StepRecord[], began: number): string {
  const last = recent.at(-1);
  if (!last) return '';
  const images = recent.reduce((sum, record) => sum + record.images, 0);
  const mean = (of: (record: StepRecord) => number): number =>
    recent.reduce((sum, record) => sum + of(record) * record.images, 0) / images;
  const perStep = (last.time - began) / recent.length;
  const bar = '█'.repeat(Math.round((10 * last.step) / steps)).padEnd(10, '░');
  return (
    `epoch ${pad(last.epoch, Math.ceil(steps / batchesPerEpoch))} ${bar} ${pad(last.step, steps)}  ${(images / Math.max(last.time - began, 1e-3)).toFixed(0)} images/s  ` +
    `loss ${mean(({ loss }) => loss).toFixed(3)}  ${percent(
      mean(({ accuracy }) => accuracy),
      1,
    )}  ${duration((steps - last.step) * perStep)} left`
  );
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return hours === '00' ? `${minutes}:${rest}` : `${hours}:${minutes}:${rest}`;
}
