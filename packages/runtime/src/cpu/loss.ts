import { at, type LossCall, type MapPlan } from '@resnet-compile/plan/cpu';
import { countCorrect, type Loss, type Rows } from '../training/loss.ts';

/** The loss, the gradient of the logits, and the number of rows that are right, within a program's memory. */
export function runLoss(
  { loss: { logits, targets, gradient, value, correct } }: LossCall,
  loss: Loss,
  batch: number,
  f: Float32Array,
): void {
  const classes = logits.shape[0];
  const rows = (map: MapPlan): Rows => ({ values: f, start: at(map.address, batch) / 4, pitch: map.image / 4 });
  const inputs = { logits: rows(logits), targets: rows(targets), gradient: rows(gradient), batch, classes };
  const right = countCorrect(inputs);
  f[value / 4] = loss(inputs);
  f[correct / 4] = right;
  // Lanes behind the last class are zero, as everywhere.
  for (let n = 0; n < batch; n++) {
    const { start, pitch } = inputs.gradient;
    f.fill(0, start + n * pitch + classes, start + n * pitch + gradient.pixel / 4);
  }
}
