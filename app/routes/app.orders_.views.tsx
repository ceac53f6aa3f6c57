import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { translateFor } from "../locales/server-texts.ts";
import type { SaveViewResult } from "../shops/saved-views.server.ts";
import { readQuery, writeQuestion } from "../ui/orders/order-query.ts";
import type { ViewAnswer } from "../ui/orders/view-answer.ts";
import { requestLocale } from "../ui/request-locale.ts";

const id = z.coerce
  .number()
  .int()
  .positive()
  .max(2 ** 31 - 1);
const name = z.string().trim().min(1).max(40);
// Only what an address can say is kept.
const query = z
  .string()
  .max(4000)
  .transform((text) => writeQuestion(readQuery(new URLSearchParams(text))));

const requests = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("create"), name, query }),
  z.object({ intent: z.literal("rename"), id, name }),
  z.object({ intent: z.literal("change"), id, query }),
  z.object({ intent: z.literal("remove"), id }),
]);

/** Keeps, renames, changes and deletes views of the order list. */
export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<ViewAnswer> {
  const { session } = await app.shopify.authenticate.admin(request);
  const t = translateFor(requestLocale(request));
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) return { kind: "refused", message: t("orders.view.bad_name") };
  const { views } = app.orders;
  const answer = (result: SaveViewResult, done: "saved" | "renamed"): ViewAnswer =>
    result.kind === "saved"
      ? { kind: "done", id: result.id, message: t(`orders.view.${done}`) }
      : { kind: "refused", message: t(`orders.view.${result.kind}`) };
  switch (asked.data.intent) {
    case "create":
      return answer(await views.create(session.shop, asked.data), "saved");
    case "rename":
      return answer(await views.rename(session.shop, asked.data), "renamed");
    case "change":
      return answer(await views.change(session.shop, asked.data), "saved");
    case "remove":
      await views.remove(session.shop, asked.data.id);
      return { kind: "done", message: t("orders.view.removed") };
  }
}
