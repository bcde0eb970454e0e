import { Node, type Project, type SourceFile } from 'ts-morph';
import { callAt } from './call-at.ts';
import { filePath } from './file-path.ts';
import { findOption } from './find-option.ts';
import type { SourceRange, Sources } from './sources.ts';

/** Sources that a project holds. */
export function projectSources(project: Project, entry: string): Sources {
  const start: SourceRange = { file: entry, line: 1, column: 1 };
  return {
    entry,
    files: project.getSourceFiles().map((source) => source.getFilePath()),
    text: (file) => project.getSourceFile(file)?.getFullText(),
    locate: (position, option, part = 'value') => {
      if (!position) return start;
      const file = filePath(position.file);
      const source = project.getSourceFile(file);
      const call = source && callAt(source, position.line, position.column);
      const found = call && (option === undefined ? undefined : findOption(call, option, part));
      if (found) return rangeOf(found);
      return call
        ? rangeOf(call.getExpression(), position.column)
        : { file, line: position.line, column: position.column };
    },
    locateExport: (name) => {
      const declared = exportedAs(project.getSourceFile(entry), name);
      return declared ? rangeOf(declared) : start;
    },
  };
}

function exportedAs(source: SourceFile | undefined, name: string): Node | undefined {
  const node = source
    ?.getExportSymbols()
    .find((symbol) => symbol.getName() === name)
    ?.getDeclarations()[0];
  if (!node) return undefined;
  if (Node.isExportAssignment(node)) return node.getExpression();
  return Node.hasName(node) ? node.getNameNode() : node;
}

function rangeOf(node: Node, fromColumn?: number): SourceRange {
  const { line, column } = node.getSourceFile().getLineAndColumnAtPos(node.getStart());
  const file = node.getSourceFile().getFilePath();
  // V8 positions of `dsl.conv(…)` are those of `conv`.
  const skipped = fromColumn === undefined ? 0 : Math.max(0, Math.min(fromColumn - column, node.getWidth() - 1));
  return { file, line, column: column + skipped, length: node.getWidth() - skipped };
}
