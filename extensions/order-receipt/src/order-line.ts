/** What the app answers for one order (app/ui/receipt/order-line.ts). */
const LINES = [
  ...(["counted", "test", "on_its_way", "waiting"] as const),
  ...(["stopped", "unsure", "not_sent", "unknown"] as const),
];

export type OrderLine = (typeof LINES)[number];

/** The digits of Shopify's order id, `gid://shopify/Order/5001`. */
export function orderIdOf(gid: string | undefined): string | undefined {
  return /^gid:\/\/shopify\/Order\/(\d+)$/.exec(gid ?? "")?.[1];
}

/** What the app answered; undefined for anything it never says. */
export function readLine(body: unknown): OrderLine | undefined {
  if (typeof body !== "object" || body === null || !("line" in body)) return undefined;
  return LINES.find((line) => line === body.line);
}

/** Asks the app. Shopify resolves the address against the app's own and adds the session token. */
export async function askForLine(orderId: string): Promise<OrderLine | undefined> {
  try {
    const answer = await fetch(`/app/orders/${orderId}/line`);
    return answer.ok ? readLine(await answer.json()) : undefined;
  } catch {
    return undefined;
  }
}
