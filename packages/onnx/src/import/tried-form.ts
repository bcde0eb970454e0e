import type { Context, Form, Parameter, RegionForm } from './forms/form.ts';
import { isParameter } from './forms/parameters.ts';
import { sourcesIn, sourcesOf, type Region } from './region.ts';
import { isConstant, type ConstantValue } from './values.ts';

/** What a form makes of a region, once it is asked. */
export class TriedForm {
  readonly #region: Region;
  readonly #try: () => Form | undefined;
  #form: Form | undefined | 'untried' = 'untried';

  constructor(region: Region, form: RegionForm, context: Context) {
    this.#region = region;
    this.#try = () => tried(() => form(region, context));
  }

  /** That of as many parameters as were trained here: two norms in a row may be one, to all digits. */
  get any(): Form | undefined {
    if (this.#form === 'untried') this.#form = this.#try();
    const form = this.#form;
    return form && parametersOf(form).length >= this.#trained.length ? form : undefined;
  }

  /** That which has all that was trained here as it is, and nothing where nothing was. */
  get whole(): Form | undefined {
    const form = this.any;
    const parameters = form ? parametersOf(form) : [];
    const names = new Set(parameters.map(({ name }) => name));
    // Where a layer is used twice, its parameters are.
    const uses = this.#region.nodes.flatMap(({ inputs }) =>
      inputs.filter(isConstant).filter((each) => sourcesIn(each).filter(isParameter).length === 1),
    );
    const isInvented = parameters.length > 0 && this.#trained.length === 0;
    return !isInvented && uses.length <= parameters.length && this.#trained.every(({ name }) => names.has(name))
      ? form
      : undefined;
  }

  get #trained(): readonly ConstantValue[] {
    return sourcesOf(this.#region).filter(isParameter);
  }
}

const parametersOf = (form: Form): readonly Parameter[] =>
  form.kind === 'layers' ? form.layers.flatMap(({ parameters }) => parameters) : [];

/** A region that cannot be tried out is not what the form looks for. */
function tried(run: () => Form | undefined): Form | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
