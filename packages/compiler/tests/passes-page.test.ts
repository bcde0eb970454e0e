import { expect, test } from 'vitest';
import { pipeline } from '../src/index.ts';

interface Described {
  readonly name: string;
  readonly summary: string;
}

const table = (passes: readonly Described[]): string =>
  [
    '| pass | what it does |',
    '| --- | --- |',
    ...passes.map(({ name, summary }) => `| \`${name}\` | ${summary} |`),
  ].join('\n');

const page = `# Passes

Every pass of the compiler, in the order in which they run: \`packages/compiler/src/pipeline.ts\` is the list, each is a file
of its name, and this page is written from it by \`vitest -u\`. What they make of a model file,

\`\`\`sh
resnet-compile model.ts --dump-ir                         # the program after each pass, "unchanged" where it is
resnet-compile model.ts --dump-ir=after:fuse-epilogues    # after that one
resnet-compile model.ts --stop-after fuse-epilogues       # the same, and nothing is written
resnet-compile model.ts --verify-each                     # invariants after each pass, not at the end alone
resnet-compile model.ts --time-passes                     # what each took, and which had nothing to do
\`\`\`

shows. What is printed parses back: \`parseGraph\` and \`parseProgram\` of \`@resnet-compile/ir\`.

## simplify: Graph → Graph

To run a network:

${table(pipeline.simplify.inference)}

To train it:

${table(pipeline.simplify.training)}

## lower: Graph → KernelProgram

${table([pipeline.lower])}

## fuse, recompute: KernelProgram → KernelProgram, for all targets alike

${table([...pipeline.fuse, pipeline.recompute])}

## schedule: KernelProgram → KernelProgram, for one target

${table(pipeline.schedule)}
`;

test('docs/passes.md says what the passes are', async () => {
  await expect(page).toMatchFileSnapshot('../../../docs/passes.md');
});
