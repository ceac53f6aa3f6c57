import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { translateFor } from "../locales/server-texts.ts";
import { readOwnForm, requireView } from "../operator/gate.server.ts";
import { operatorAnswer } from "../ui/operator/answer.server.tsx";
import { SignInPage } from "../ui/operator/SignInPage.tsx";
import { requestLocale } from "../ui/request-locale.ts";

export function loader({ request, context: { app } }: LoaderFunctionArgs): Response {
  requireView(app.operator);
  return page(request, 200);
}

/** Tries a password. */
export async function action({ request, context: { app, address } }: ActionFunctionArgs): Promise<Response> {
  const { door } = requireView(app.operator);
  const password = (await readOwnForm(request)).get("password");
  const tried = await door.signIn(typeof password === "string" ? password : "", address);
  const t = translateFor(requestLocale(request));
  switch (tried.kind) {
    case "in":
      return new Response(null, {
        status: 303,
        headers: { Location: "/operator", "Set-Cookie": tried.cookie, "Cache-Control": "no-store" },
      });
    case "refused":
      return page(request, 401, t("operator.sign_in.refused"));
    case "limited":
      return page(request, 429, t("operator.sign_in.limited", { count: tried.minutes }), tried.minutes);
  }
}

function page(request: Request, status: number, problem?: string, minutes?: number): Response {
  const locale = requestLocale(request);
  const title = translateFor(locale)("operator.sign_in.title");
  const answer = operatorAnswer({
    ...{ title, locale, status, inside: false },
    children: <SignInPage problem={problem} />,
  });
  if (minutes !== undefined) answer.headers.set("Retry-After", String(minutes * 60));
  return answer;
}
