/** What a log says of an error. */
export interface LoggedError {
  type: string;
  code?: string | number;
  message?: string;
  /** Where it was thrown, without the message. */
  stack?: string;
  cause?: LoggedError;
}

const LONGEST_MESSAGE = 300;
const DEEPEST_CAUSE = 4;

/**
 * An error for the log: its name, its code, where it was thrown, and its message without what may be somebody's. Whatever else libraries hang on their errors
 * (rows, bodies, headers, the parameters of a statement) is not taken over.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name: type, cause } = error;
  const code = "code" in error ? error.code : undefined;
  const message = shownMessage(error);
  const stack = framesOf(error.stack);
  return {
    type,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(message === "" ? {} : { message }),
    ...(stack === "" ? {} : { stack }),
    ...(cause === undefined || depth === DEEPEST_CAUSE ? {} : { cause: loggedError(cause, depth + 1) }),
  };
}

/** A parser quotes what it could not read. Of several lines only the last is shown: before it, libraries quote what they were asked. */
function shownMessage(error: Error): string {
  if (error instanceof SyntaxError) return "";
  const lines = error.message.split("\n").filter((line) => line.trim() !== "");
  const last = (lines.at(-1) ?? "").slice(0, 10 * LONGEST_MESSAGE);
  return PRIVATE.reduce((text, [what, shown]) => text.replace(what, shown), last).slice(0, LONGEST_MESSAGE);
}

/** What an address, a key, a click or a person can be told by, wherever it stands in a sentence. */
const PRIVATE: readonly [RegExp, string][] = [
  [/\b[a-z][\w+.-]{0,20}:\/\/\S+/gi, "[url]"],
  [/[^\s"'<>@]+@[^\s"'<>@]+\.[^\s"'<>@]+/g, "[email]"],
  [/(?=[\w-]*\d)[\w-]{24,}/g, "[token]"],
  [/\+?\d[\d ().-]{5,}\d/g, "[number]"],
];

function framesOf(stack = ""): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
