import { parseArgs } from 'node:util';

/**
 * The command line's options; one whose default is a boolean takes no value. Prints the usage and ends where it asks for help, or
 * for what there is not.
 */
export function readOptions(usage, defaults, args = process.argv.slice(2)) {
  try {
    const options = Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [
        name,
        { type: typeof value === 'boolean' ? 'boolean' : 'string' },
      ]),
    );
    const { help, ...values } = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } }).values;
    if (!help) return { ...defaults, ...values };
    console.log(usage);
    process.exit();
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(1);
  }
}
