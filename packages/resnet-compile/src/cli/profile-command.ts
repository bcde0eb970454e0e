import { measuringCommand } from './measuring-command.ts';
import type { ProfileOptions } from './profile-network.ts';
import { exported, precision } from './usual-options.ts';

export const profileCommand = measuringCommand('profile')
  .description("times every kernel of a network on this machine's GPU or CPU")
  .argument('<model>', 'a model file')
  .addOption(exported())
  .addOption(precision())
  .option('--json', 'print JSON instead of a table')
  .action(async (model: string, options: ProfileOptions) =>
    (await import('./profile-network.ts')).profileNetwork(model, options),
  );
