import type { Problem } from '@resnet-compile/dsl';

export const isSamePlace = (a: Problem['position'], b: Problem['position']): boolean =>
  a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;

/** One call makes the same mistake in every block that it builds, and there of other shapes: it is reported once. */
export const withProblem = (problems: readonly Problem[], problem: Problem): readonly Problem[] =>
  problems.some(({ code, position }) => position && code === problem.code && isSamePlace(position, problem.position))
    ? problems
    : [...problems, problem];
