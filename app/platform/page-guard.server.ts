import type { NextFunction, Request, Response } from "express";
import type { Logger } from "./logger.server.ts";

/** The largest form there is: a settings document. */
const FORM_MAX_BYTES = 1024 * 1024;
const METHODS = ["GET", "HEAD", "POST"];
/** A browser's question whether an extension of Shopify's admin may ask; Shopify's library answers it for the embedded pages. */
const isPreflight = (method: string, path: string) => method === "OPTIONS" && path.startsWith("/app/");
const FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Headers of every answer. Who may frame a page is said by the page itself (content-policy.server.ts). */
const HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  // Browsers ignore it where the app is reached by http.
  "Strict-Transport-Security": "max-age=31536000",
};

/** In front of every page: what no page expects is answered here, before its body is read. */
export function guardPages(request: Request, response: Response, next: NextFunction): void {
  response.set(HEADERS);
  keepOutOfCaches(response);
  // Its port would become a part of the address that pages see; which address is ours says the configuration.
  delete request.headers["x-forwarded-host"];
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    const { status, message, ...headers } = refusal;
    // Whatever is still coming is not read.
    response.set({ ...headers.headers, Connection: "close" });
    response.status(status).type("text/plain").send(`${message}\n`);
    return;
  }
  cutLongBody(request);
  next();
}

interface Refusal {
  status: 400 | 405 | 413 | 415;
  message: string;
  headers?: Record<string, string>;
}

function refusalOf({ method, headers, path, originalUrl }: Request): Refusal | undefined {
  if (!isAddress(originalUrl, headers.host) || !isDecodable(path))
    return { status: 400, message: "no such address" };
  if (!METHODS.includes(method) && !isPreflight(method, path))
    return { status: 405, message: `only ${METHODS.join(", ")}`, headers: { Allow: METHODS.join(", ") } };
  if (method !== "POST") return undefined;
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  // A form without fields has no type.
  if (type !== undefined && !FORMS.includes(type)) return { status: 415, message: "only forms" };
  // Nothing here unpacks: what is small on the way stays small.
  if (!["", "identity"].includes(headers["content-encoding"]?.trim().toLowerCase() ?? ""))
    return { status: 415, message: "only forms that are not packed" };
  if (Number(headers["content-length"] ?? 0) > FORM_MAX_BYTES)
    return { status: 413, message: "the form is too large" };
  return undefined;
}

/** Whether host and target are an address of a server: otherwise everything behind stumbles over it. Two slashes in front would be another host's address in a redirect. */
function isAddress(target: string, host: string | undefined): boolean {
  if (!/^\/(?![/\\])/.test(target) || host === undefined || !/^[\w.:[\]-]{1,255}$/.test(host)) return false;
  return URL.canParse(`http://${host}${target}`);
}

/** Nobody keeps a page, a refusal or a file, unless the answer itself says so: the assets of the build do. */
function keepOutOfCaches(response: Response): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = ((...head: Parameters<typeof writeHead>) => {
    if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "no-store");
    return writeHead(...head);
  }) as typeof response.writeHead;
}

/** Whether the path's `%` escapes are UTF-8: otherwise everything behind stumbles over it. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Answers what broke in front of the pages. Express takes a function of four arguments for this, and by itself it would show the stack. */
export function answerBroken(logger: Logger) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const status = statusOf(error);
    if (status === 500) logger.error({ err: error }, "a request broke in front of the pages");
    if (response.headersSent) next(error);
    else
      response
        .status(status)
        .type("text/plain")
        .send(status === 404 ? "not found\n" : "cannot be answered\n");
  };
}

/** What a library in front of the pages says of a request that is not to be answered, e.g. a file that is not there. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return status >= 400 && status < 500 ? status : 500;
}

/** A body that is longer than it said, or did not say, ends with its connection. */
function cutLongBody(request: Request): void {
  if (request.method !== "POST" || request.headers["content-length"] !== undefined) return;
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > FORM_MAX_BYTES) request.destroy();
  });
}
