import type { Course } from './course.ts';
import { Curve } from './curve.tsx';

/** A run's loss, and what is right. */
export function Curves({ course, right }: { readonly course: Course; readonly right: string }) {
  return (
    <div class="curves">
      <Curve name="Loss" points={course.losses} until={course.steps} shown={(loss) => loss.toFixed(3)} />
      <Curve
        name={right}
        points={course.right}
        until={course.steps}
        most={1}
        shown={(part) => `${(100 * part).toFixed(1)} %`}
      />
    </div>
  );
}
