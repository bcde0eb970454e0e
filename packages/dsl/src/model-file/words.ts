/** Words of JavaScript and TypeScript, and names that a program reads, which no declaration may have. */
export const wordsOfLanguage: readonly string[] = [
  'arguments as async await break case catch class const continue debugger default delete do else enum',
  'eval export extends false finally for function if implements import in instanceof interface let new',
  'null package private protected public return static super switch this throw true try type typeof',
  'undefined var void while with yield Array Object Infinity NaN globalThis index constructor prototype',
  'toString',
].flatMap((line) => line.split(' '));
