import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { askForLine, orderIdOf, type OrderLine } from "./order-line.ts";

/** What the block shows. */
type Shown = OrderLine | "loading" | "failed";

const TONES = {
  counted: "success",
  test: "info",
  on_its_way: "info",
  waiting: "caution",
  stopped: "critical",
  unsure: "warning",
  not_sent: "neutral",
  unknown: "neutral",
} as const satisfies Record<OrderLine, string>;

/** Shopify calls it once for each order page. */
export default function start(): void {
  render(<OrderReceipt orderId={orderIdOf(shopify.data.selected[0]?.id)} />, document.body);
}

/** One line about the order, and the way to its receipt. */
function OrderReceipt({ orderId }: { orderId: string | undefined }) {
  const [shown, setShown] = useState<Shown>(orderId === undefined ? "failed" : "loading");
  useEffect(() => {
    if (orderId === undefined) return;
    void askForLine(orderId).then((line) => {
      setShown(line ?? "failed");
    });
  }, [orderId]);
  return (
    <s-admin-block heading={shopify.i18n.translate("name")}>
      <s-stack gap="base">
        <Line shown={shown} />
        {orderId !== undefined && shown !== "unknown" && (
          // `app:` is the app's own address inside the admin.
          <s-link href={`app:app/orders/${orderId}`}>{shopify.i18n.translate("receipt")}</s-link>
        )}
      </s-stack>
    </s-admin-block>
  );
}

function Line({ shown }: { shown: Shown }) {
  switch (shown) {
    case "loading":
      return <s-spinner accessibilityLabel={shopify.i18n.translate("loading")} />;
    case "failed":
      return <s-text>{shopify.i18n.translate("failed")}</s-text>;
    case "counted":
    case "test":
    case "on_its_way":
    case "waiting":
    case "stopped":
    case "unsure":
    case "not_sent":
    case "unknown":
      return <s-text tone={TONES[shown]}>{shopify.i18n.translate(`line.${shown}`)}</s-text>;
  }
}
