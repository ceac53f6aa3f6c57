import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { readOwnForm, requireOperator, SIGN_IN } from "../operator/gate.server.ts";

/** Nothing is signed out by opening an address. */
export function loader({ request, context: { app } }: LoaderFunctionArgs): Response {
  requireOperator(app.operator, request);
  return new Response(null, { status: 405, headers: { Allow: "POST" } });
}

export async function action({ request, context: { app, address } }: ActionFunctionArgs): Promise<Response> {
  const { door } = requireOperator(app.operator, request);
  await readOwnForm(request);
  return new Response(null, {
    status: 303,
    headers: { Location: SIGN_IN, "Set-Cookie": await door.signOut(address), "Cache-Control": "no-store" },
  });
}
