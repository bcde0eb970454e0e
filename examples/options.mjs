import { parseArgs } from 'node:util';

/** The command line's options. Prints the usage and ends where it asks for help, or for what there is not. */
export function readOptions(usage, defaults) {
  try {
    const strings = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' }]));
    const { help, ...values } = parseArgs({ options: { ...strings, help: { type: 'boolean' } } }).values;
    if (!help) return { ...defaults, ...values };
    console.log(usage);
    process.exit();
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(1);
  }
}
