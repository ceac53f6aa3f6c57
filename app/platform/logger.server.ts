import { pino, type Logger } from "pino";

export type { Logger } from "pino";

/**
 * Structured logs, one JSON object a line on standard output. Messages are constant text; what varies is a field. Nothing that could
 * hold personal data, a click id, a token or a URL is ever passed in; the redaction list is the second line of defence.
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: ["token", "*.token", "accessToken", "*.accessToken", "headers", "*.headers", "body", "*.body"],
      censor: "[redacted]",
    },
  });
}
