import type { LoaderFunctionArgs } from "@remix-run/node";
import { NoSuchPage } from "../ui/frame/NoSuchPage.tsx";
import { titled } from "../ui/frame/page-title.ts";
import { useText } from "../ui/frame/use-text.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("no_page");

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  await app.shopify.authenticate.admin(request);
  return Response.json(null, { status: 404 });
}

/** Every address below /app that is no page. */
export default function UnknownPage() {
  const t = useText();
  return <NoSuchPage title={t("frame.no_page.title")} explanation={t("frame.no_page.explanation")} />;
}
