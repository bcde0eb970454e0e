import { required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { extent, integerFrom } from '../kinds.ts';
import type { PadChannelsLayer, SubsampleLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { toPair, type Extent } from './pair.ts';

/** Every `stride`th row and column, from the first: N×C×H×W → N×C×⌈H/stride⌉×⌈W/stride⌉. */
export function subsample(stride: Extent): SubsampleLayer {
  const position = callerPosition();
  const problems = checkOptions('subsample', { stride }, { stride: required(extent(1)) }, position);
  return makeLayer<SubsampleLayer>({
    kind: 'subsample',
    stride: problems.length ? [1, 1] : toPair(stride),
    problems,
    ...(position ? { position } : {}),
  });
}

/** What `padChannels` adds. */
export interface PadChannelsOptions {
  /** Zero channels before the first; 0. */
  readonly before?: number;
  /** Zero channels after the last; 0. */
  readonly after?: number;
}

/** Zero channels before and after: N×C×H×W → N×(before + C + after)×H×W. */
export function padChannels(options: PadChannelsOptions): PadChannelsLayer {
  const position = callerPosition();
  const problems = checkOptions('padChannels', options, { before: integerFrom(0), after: integerFrom(0) }, position);
  const { before = 0, after = 0 } = problems.length ? {} : options;
  return makeLayer<PadChannelsLayer>({
    kind: 'padChannels',
    before,
    after,
    problems,
    ...(position ? { position } : {}),
  });
}
