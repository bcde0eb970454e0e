/** What a module holds for one device, as the runtime reads it there. */
export interface ModulePart {
  /** Plain data by name: plans, and what kernels are made of. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Functions in JavaScript, by the names by which the runtime has them from its host. */
  readonly hostCode?: Readonly<Record<string, string>>;
}
