import type { Layer } from '../layer.ts';
import { efficientChannelAttention } from '../layers/efficient-channel-attention.ts';
import { squeezeExcitation } from '../layers/squeeze-excitation.ts';
import { inUsersCode } from '../source-position.ts';
import type { Attention } from './options.ts';

/** What makes the attention of so many channels; nothing where there is none. */
export function attentionOf(attention: Attention | undefined): (channels: number) => Layer | undefined {
  switch (attention) {
    case undefined:
      return () => undefined;
    case 'se':
      return (channels) => squeezeExcitation(channels);
    case 'eca':
      return (channels) => efficientChannelAttention(channels);
    default:
      return inUsersCode(attention);
  }
}
