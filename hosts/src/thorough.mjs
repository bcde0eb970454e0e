/** Whether this run takes what it needs. */
export const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';

/** Cases of a table: those that a quick run leaves out have a name that matches. */
export const cases = (table, slow) => Object.entries(table).filter(([name]) => thorough || !slow.test(name));
