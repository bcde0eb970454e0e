/** What the child process is given to run: by URL, a module's transpiled text and where its imports lead. */
export type ServedModules = Readonly<Record<string, ServedModule>>;

export interface ServedModule {
  readonly text: string;
  /** From specifier to URL: local files, and the DSL where it is not installed; all else is left to Node. */
  readonly imports: Readonly<Record<string, string>>;
}
