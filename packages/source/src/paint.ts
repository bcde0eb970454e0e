import { styleText } from 'node:util';

/** Colours a text, or leaves it as it is. */
export type Paint = (format: 'red' | 'yellow' | 'cyan' | 'dim' | 'bold', text: string) => string;

// Whether the terminal shows colours is the caller's to know: Node 24 would look at stdout.
export const painter = (colour: boolean): Paint =>
  colour ? (format, text) => styleText(format, text, { validateStream: false }) : (_format, text) => text;
