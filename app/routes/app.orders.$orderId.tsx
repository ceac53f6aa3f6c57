import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { NoSuchPage } from "../ui/frame/NoSuchPage.tsx";
import { createFormats } from "../ui/formats.server.ts";
import { Receipt } from "../ui/receipt/Receipt.tsx";
import { receiptView, type ReceiptView } from "../ui/receipt/receipt-view.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

type OrderAnswer = { kind: "found"; view: ReceiptView } | { kind: "unknown" };

export const meta: MetaFunction<() => OrderAnswer> = ({ data }) => [
  { title: data?.kind === "found" ? `Order ${data.view.title}` : "No such order" },
];

/** Another shop's order is as unknown as one that never was: the records are those of the session's shop. */
export async function loader({ request, params, context: { app } }: LoaderFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const [order, shop, pixels] = await Promise.all([
    records.order(params["orderId"] ?? ""),
    records.shop(),
    records.pixels(),
  ]);
  if (order === null) return answer({ kind: "unknown" }, 404);
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  return answer({ kind: "found", view: receiptView(order, pixels.length > 0, formats) }, 200);
}

function answer(body: OrderAnswer, status: number): Response {
  return Response.json(body, { status });
}

/** The receipt of one order. */
export default function OrderPage() {
  const answer = useLoaderData<OrderAnswer>();
  switch (answer.kind) {
    case "found":
      return <Receipt view={answer.view} />;
    case "unknown":
      return (
        <NoSuchPage
          title="No such order"
          explanation="No order of this shop has this number, or it came before the app was installed."
        />
      );
  }
}
