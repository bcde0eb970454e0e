import { useState } from 'preact/hooks';
import type { Course } from './course.ts';

const before: Course = { losses: [], right: [], steps: 1, imagesPerSecond: 0 };

/** A run from its beginning, as it is reported. */
export function useCourse(): { readonly course: Course; add(more: Course): void; clear(): void } {
  const [course, setCourse] = useState(before);
  return {
    course,
    add: ({ losses, right, steps, imagesPerSecond }) =>
      setCourse((all) => ({
        losses: [...all.losses, ...losses],
        right: [...all.right, ...right],
        steps,
        // A report of an evaluation alone says nothing of the rate.
        imagesPerSecond: losses.length ? imagesPerSecond : all.imagesPerSecond,
      })),
    clear: () => setCourse(before),
  };
}
