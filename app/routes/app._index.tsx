import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Page } from "@shopify/polaris";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { session } = await context.app.shopify.authenticate.admin(request);
  return context.app.recordsOf(session.shop).counts();
}

export default function Home() {
  const counts = useLoaderData<typeof loader>();
  return <Page title="Throughline">{JSON.stringify(counts)}</Page>;
}
