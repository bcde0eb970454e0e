import { Node, type CallExpression, type SourceFile } from 'ts-morph';

/** The call that a stack trace places at `line` and `column`: V8 points into the callee. */
export function callAt(source: SourceFile, line: number, column: number): CallExpression | undefined {
  const offset = offsetOf(source, line, column);
  if (offset === undefined) return undefined;
  let node: Node | undefined = source.getDescendantAtPos(offset);
  while (node) {
    if (Node.isCallExpression(node) && node.getExpression().containsRange(offset, offset)) return node;
    node = node.getParent();
  }
  return undefined;
}

function offsetOf(source: SourceFile, line: number, column: number): number | undefined {
  const starts = source.compilerNode.getLineStarts();
  const start = starts[line - 1];
  return start === undefined ? undefined : Math.min(start + column - 1, source.getEnd());
}
