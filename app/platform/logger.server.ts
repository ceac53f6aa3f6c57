import { pino, type Logger } from "pino";
import { loggedError } from "./logged-error.ts";
import { standardOutput } from "./log-output.ts";
import { requestFields } from "./request-context.server.ts";

export type { Logger } from "pino";

/**
 * Structured logs, one JSON object a line on standard output. Messages are constant text; what varies is a field, named alike everywhere (docs/logs.md). Nothing
 * that could hold personal data, a click id, a token or a URL is ever passed in; the redaction list and what is left of an error are the second line of defence.
 */
export function createLogger(level: string): Logger {
  const options = {
    level,
    base: null,
    mixin: requestFields,
    serializers: { err: (error: unknown) => loggedError(error) },
    redact: {
      paths: ["token", "*.token", "accessToken", "*.accessToken", "headers", "*.headers", "body", "*.body"],
      censor: "[redacted]",
    },
  };
  return pino(options, standardOutput());
}
