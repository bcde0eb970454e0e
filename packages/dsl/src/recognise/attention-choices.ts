import { roundedChannels } from '../layers/rounded-channels.ts';
import { squeezeExcitation } from '../layers/squeeze-excitation.ts';
import { choice, madeChoice, type Choice } from './choice.ts';
import { distinct, type Evidence } from './evidence.ts';

/** Squeeze-and-excitation of the ratio that is seen, efficient channel attention, none. */
export function attentionChoices({ blocks }: Evidence): readonly Choice[] {
  const [first] = blocks;
  const isGated = first?.branches.some(({ key }) => key.includes('product'));
  if (!first || !isGated) return [choice({})];
  const isOfChannels = first.branches.some(({ lists }) =>
    lists.some((list) => list.some((node) => node.node === 'leaf' && node.layer.kind === 'channelConv')),
  );
  if (isOfChannels) return [choice({ attention: 'eca' })];
  // The last but one convolution of the body is the narrow one of the attention.
  const [narrow, whole] = [first.convs.at(-2)?.channels ?? 1, first.convs.at(-1)?.channels ?? 1];
  const ratios = [narrow / whole, 1 / 4, 1 / 8, 1 / 2].filter(
    (ratio) => ratio <= 1 && roundedChannels(whole * ratio, 8, true) === narrow,
  );
  return [
    choice({ attention: 'se' }),
    ...distinct(ratios).map((ratio) =>
      madeChoice('attention', (channels) => squeezeExcitation(channels, { ratio }), {
        parameters: ['channels'],
        call: 'squeezeExcitation',
        given: ['channels'],
        options: { ratio },
      }),
    ),
  ];
}
