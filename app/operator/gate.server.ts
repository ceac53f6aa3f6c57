import type { Door } from "./door.server.ts";

export const SIGN_IN = "/operator/sign-in";
/** A form of ours is not longer. */
const LONGEST_FORM = 4096;

/** Throws for everybody who is not to see the operator's pages: 404 where there are none, and the way to the password where there are. */
export function requireOperator<Parts extends { door: Door }>(
  parts: Parts | undefined,
  request: Request,
): Parts {
  const operator = requireView(parts);
  if (!operator.door.isOpen(request.headers.get("cookie")))
    throw new Response(null, { status: 303, headers: { Location: SIGN_IN, "Cache-Control": "no-store" } });
  return operator;
}

/** Throws where the view is not configured: then its addresses are addresses of nothing. */
export function requireView<Parts>(parts: Parts | undefined): Parts {
  if (parts === undefined) throw new Response("Not found\n", { status: 404 });
  return parts;
}

/** Reads a form that one of our own pages posted; throws for any other. Anybody may knock here, so a long one is not read. */
export async function readOwnForm(request: Request): Promise<FormData> {
  if (request.method !== "POST") throw new Response(null, { status: 405, headers: { Allow: "POST" } });
  if (!isOwn(request)) throw new Response("This form is of another site.\n", { status: 403 });
  const length = request.headers.get("content-length") ?? "";
  if (!/^\d{1,6}$/.test(length) || Number(length) > LONGEST_FORM) throw new Response(null, { status: 413 });
  return request.formData();
}

/** A browser says itself where a request comes from; one that does not says at least the origin. */
function isOwn(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === request.headers.get("host");
}
