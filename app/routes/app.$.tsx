import type { LoaderFunctionArgs } from "@remix-run/node";
import { NoSuchPage } from "../ui/frame/NoSuchPage.tsx";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = () => [{ title: "No such page" }];

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  await app.shopify.authenticate.admin(request);
  return Response.json(null, { status: 404 });
}

/** Every address below /app that is no page. */
export default function UnknownPage() {
  return <NoSuchPage title="No such page" explanation="The app has no page at this address." />;
}
