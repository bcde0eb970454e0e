import { Command } from 'commander';
import { convertCommand } from './convert-command.ts';

export const weightsCommand = new Command('weights').description('work with weight files').addCommand(convertCommand);
