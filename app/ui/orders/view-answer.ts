/** What became of a view that was kept, renamed, changed or deleted. */
export type ViewAnswer =
  | { kind: "done"; message: string; /** The view, where there still is one. */ id?: number }
  | { kind: "refused"; message: string };
