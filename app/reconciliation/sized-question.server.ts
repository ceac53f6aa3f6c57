import type { AdminFailure } from "./admin-answer.ts";
import type { AdminClient, Question } from "./admin-client.server.ts";
import type { PageSize } from "./cost-budget.ts";

/** What came of a question that is as large as the shop's points allow. */
export type Sized<T> = { kind: "ok"; value: T; withheld: string[]; items: number } | AdminFailure;

/** Asks for as many items as a question may cost, at most `most`; for fewer when Shopify says that they are too dear. */
export async function askSized<T>(
  client: AdminClient,
  shop: string,
  size: PageSize,
  make: (items: number) => Omit<Question<T>, "points">,
): Promise<Sized<T>> {
  for (;;) {
    const items = size.within(client.targetOf(shop));
    const answered = await client.ask(shop, { ...make(items), points: size.pointsOf(items) });
    switch (answered.kind) {
      case "ok": {
        const { value, withheld, requested } = answered;
        if (requested !== undefined) size.learn(items, requested);
        return { kind: "ok", value, withheld, items };
      }
      case "too_dear":
        if (items === 1) return { kind: "malformed", what: "one item costs more than a query may" };
        // At least half as many, whatever the refusal says it costs.
        size.learn(items, Math.max(answered.points, 2 * client.targetOf(shop)));
        continue;
      case "throttled":
      case "unauthorised":
      case "access_denied":
      case "frozen":
      case "unavailable":
      case "malformed":
        return answered;
    }
  }
}
