import { rewritten, value, type Expression, type Sequential } from '../python/expression.ts';

/** Whether an expression makes a module of one of the file's own classes. */
const isBlock = (of: Expression, classes: ReadonlySet<string>): boolean => of.kind === 'call' && classes.has(of.callee);

/** Numbered blocks that are alike, one after the other, become runs. */
export const withRuns = (expression: Expression, classes: ReadonlySet<string>): Expression =>
  rewritten(expression, (part) =>
    part.kind === 'sequential' && part.children.every(({ name }) => name === undefined) ? runsOf(part, classes) : part,
  );

function runsOf(of: Sequential, classes: ReadonlySet<string>): Sequential {
  const children: { readonly value: Expression }[] = [];
  for (let index = 0; index < of.children.length;) {
    const one = of.children[index]?.value;
    if (!one) break;
    let end = index + 1;
    if (isBlock(one, classes)) {
      const text = JSON.stringify(one);
      while (end < of.children.length && JSON.stringify(of.children[end]?.value) === text) end++;
      children.push({ value: { kind: 'run', of: one, blocks: { ...value(String(end), 'blocks') }, after: index } });
    } else children.push({ value: one });
    index = end;
  }
  return { ...of, children };
}
