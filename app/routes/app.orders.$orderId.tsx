import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { translateFor } from "../locales/server-texts.ts";
import { NoSuchPage } from "../ui/frame/NoSuchPage.tsx";
import type { IntentAnswer } from "../ui/frame/use-intent.ts";
import { createFormats } from "../ui/formats.server.ts";
import { useText } from "../ui/frame/use-text.ts";
import { Receipt } from "../ui/receipt/Receipt.tsx";
import { receiptView, type ReceiptView } from "../ui/receipt/receipt-view.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

type OrderAnswer = { kind: "found"; title: string; view: ReceiptView } | { kind: "unknown"; title: string };

export const meta: MetaFunction<() => OrderAnswer> = ({ data }) => [{ title: data?.title ?? "Throughline" }];

/**
 * The order with this id of Shopify's; one asked for by its name (`1001`, `#1001`) is led to its id. Another shop's order is as unknown as one that never was: the
 * records are those of the session's shop.
 */
export async function loader({ request, params, context: { app } }: LoaderFunctionArgs) {
  const { session, sessionToken, redirect } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const asked = params["orderId"] ?? "";
  const [order, shop, pixels, replay] = await Promise.all([
    records.order(asked),
    records.shop(),
    records.pixels(),
    app.replayBy(sessionToken.sub).plan({ shop: session.shop, orderId: asked }),
  ]);
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  if (order === null) {
    const orderId = await records.orderNamed(asked);
    if (orderId !== undefined) return redirect(`/app/orders/${orderId}`);
    return answer({ kind: "unknown", title: formats.t("receipt.page.unknown_title") }, 404);
  }
  const view = receiptView(order, { connected: pixels.length > 0, replay }, formats);
  return answer({ kind: "found", title: formats.t("receipt.page.title", { name: order.name }), view }, 200);
}

function answer(body: OrderAnswer, status: number): Response {
  return Response.json(body, { status });
}

const requests = z.object({ intent: z.literal("send_again") });

/** Sends the order's stopped deliveries again. */
export async function action({
  request,
  params,
  context: { app },
}: ActionFunctionArgs): Promise<IntentAnswer> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) throw new Response("no such action", { status: 400 });
  const t = translateFor(requestLocale(request));
  const lines = await app.replayBy(sessionToken.sub).run({
    shop: session.shop,
    orderId: params["orderId"] ?? "",
  });
  app.worker.wake();
  return lines.some(({ verdict }) => verdict.again)
    ? { kind: "saved", message: t("receipt.retry.sent") }
    : { kind: "failed", message: t("receipt.retry.nothing") };
}

/** The receipt of one order. */
export default function OrderPage() {
  const answer = useLoaderData<OrderAnswer>();
  const t = useText();
  switch (answer.kind) {
    case "found":
      return <Receipt view={answer.view} />;
    case "unknown":
      return <NoSuchPage title={answer.title} explanation={t("receipt.page.unknown")} />;
  }
}
