import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireOperator } from "../operator/gate.server.ts";

/** Every address below /operator that is no page. */
export function loader({ request, context: { app } }: LoaderFunctionArgs): Response {
  requireOperator(app.operator, request);
  return new Response("Not found\n", { status: 404 });
}
