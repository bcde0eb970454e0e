/** Groups of channels that are no whole vectors of four, and one that is: channels read, channels of the result, groups. */
export const groupings: readonly (readonly [channels: number, out: number, groups: number])[] = [
  [5, 5, 5],
  [8, 16, 8],
  [6, 6, 3],
  [9, 9, 3],
  [12, 12, 2],
  [10, 5, 5],
  [8, 16, 2],
];
