import { emitDeclarations } from '@resnet-compile/module';
import { join } from 'node:path';
import { InterfaceDeclaration, Node, Project, ts, type SourceFile } from 'ts-morph';
import { expect, test } from 'vitest';
import { packagesFolder } from './workspace-imports.ts';

const project = new Project({
  compilerOptions: {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
    customConditions: ['@resnet-compile/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
  },
});

const hasMembers = (node: Node): boolean =>
  Node.isPropertySignature(node) ||
  Node.isMethodSignature(node) ||
  Node.isPropertyDeclaration(node) ||
  Node.isMethodDeclaration(node);

/** An interface and all that it extends, exported or not; of anything else, itself. */
const withBases = (node: Node): readonly Node[] => [
  node,
  ...(node instanceof InterfaceDeclaration ? node.getBaseDeclarations().flatMap(withBases) : []),
];

const isOurs = (node: Node): boolean => !node.getSourceFile().getFilePath().includes('/node_modules/');

/** Declarations of what a file exports, and of their members, those of objects written in place too, that say nothing when a mouse rests on them. */
function silentNames(file: SourceFile): readonly string[] {
  const silent = new Set<string>();
  for (const symbol of file.getExportSymbols()) {
    const exported = symbol.getAliasedSymbol() ?? symbol;
    const declarations = exported.getDeclarations();
    if (declarations.length === 0) throw new Error(`${symbol.getName()} is declared nowhere`);
    if (textOf(exported.compilerSymbol) === '') silent.add(symbol.getName());
    for (const declaration of declarations.flatMap(withBases).filter(isOurs)) {
      const members = declaration
        .getDescendants()
        .filter((node) => hasMembers(node) && node.getFirstAncestorByKind(ts.SyntaxKind.Block) === undefined);
      for (const member of members)
        if (textOf(member.getSymbolOrThrow().compilerSymbol) === '')
          silent.add(`${symbol.getName()}: ${member.getSymbolOrThrow().getName()}`);
    }
  }
  return [...silent].sort();
}

const checker = (): ts.TypeChecker => project.getTypeChecker().compilerObject;
const textOf = (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker()));

const entries = [
  'resnet-compile/src/index.ts',
  'analyse/src/index.ts',
  'data/src/index.ts',
  'data/src/image-folder/index.ts',
  'data/src/images.ts',
  'trainer/src/index.ts',
  'trainer/src/browser/index.ts',
  'vision/src/index.ts',
  'weights/src/index.ts',
  'weights/src/safetensors.ts',
];

test.each(entries)('every public name of %s has a text', (entry) => {
  const file = project.addSourceFileAtPath(join(packagesFolder, entry));
  expect(file.getExportSymbols().length).toBeGreaterThan(3);
  expect(silentNames(file)).toEqual([]);
});

test.each([false, true])(
  'every name in the declarations of a compiled module has one, where it trains: %s',
  (trains) => {
    const model = {
      name: 'tiny',
      input: [3, 8, 8],
      classes: 4,
      outputs: [
        { name: 'logits', shape: [4] },
        { name: 'layer1', shape: [8, 4, 4] },
      ],
      parameters: [{ name: 'fc.bias', shape: [4], kind: 'parameter' }],
      parameterCount: 4,
      multiplyAdds: 4,
    } as const;
    const file = project.createSourceFile(`tiny-${trains}.d.ts`, emitDeclarations(model, { trains }));
    expect(silentNames(file)).toEqual([]);
  },
);

test('the walk finds what has none', () => {
  const file = project.createSourceFile(
    'silent.ts',
    `
    interface Base { readonly inherited: 1 }
    /** Said. */ export interface Options extends Base {
      readonly width: 1;
      /** Said. */ readonly height: 1;
      readonly nested: { readonly depth: 1 };
    }
    /** Said. */ export const make = (options: { readonly size: 1 }) => { const inner: { hidden: 1 } = { hidden: 1 }; return inner; };
    export const silent = 1;
  `,
  );
  expect(silentNames(file)).toEqual([
    'Options: depth',
    'Options: inherited',
    'Options: nested',
    'Options: width',
    'make: size',
    'silent',
  ]);
});
