import type { Graph, GraphResult, Node } from './graph.ts';
import { isInferred } from './ops/index.ts';
import { isSource } from './ops/sources.ts';
import { Scanner } from './text/scanner.ts';

/** Reads the text form of a graph. @throws {ParseError} with line and column. The result is not verified. */
export function parseGraph(text: string): Graph {
  const scan = new Scanner(text);
  scan.expect('graph');
  const name = scan.reference();
  scan.expect('(');
  const nodes = new Map<string, Node>();
  const value = (id: string): Node => nodes.get(id) ?? scan.reject(`%${id} is used before it is defined`);
  const [taps, results]: [GraphResult[], GraphResult[]] = [[], []];
  while (!scan.accept('return')) {
    const list = scan.accept('tap ') ? taps : scan.accept('result ') ? results : undefined;
    if (list) {
      list.push({ name: scan.string(), node: value(scan.reference()) });
      continue;
    }
    const id = scan.reference();
    if (nodes.has(id)) scan.reject(`%${id} is defined a second time`);
    scan.expect('=');
    const op = scan.word('an operation');
    if (!isSource(op) && !isInferred(op)) scan.reject(`there is no operation ${op}`);
    const inputs = scan.references().map(value);
    const attributes = scan.attributes();
    scan.expect(':');
    nodes.set(id, { op, inputs, attributes, type: scan.type(), origin: scan.origin() } as unknown as Node);
  }
  const output = value(scan.reference());
  scan.expect(')');
  scan.end();
  return { name, nodes: [...nodes.values()], output, taps, results };
}
