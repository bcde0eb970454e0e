/** The multiple of `divisor` next to a number of channels, halves up, at least one; one more where that lost over a tenth, unless `mayLose`. */
export function roundedChannels(channels: number, divisor: number, mayLose = false): number {
  const nearest = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor);
  return !mayLose && nearest < 0.9 * channels ? nearest + divisor : nearest;
}
