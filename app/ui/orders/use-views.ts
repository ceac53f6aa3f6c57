import { useRevalidator } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import type { IndexFiltersProps } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import { asked, BUILT_IN, readQuery, writeQuestion } from "./order-query.ts";
import type { OrdersView, ViewTab } from "./orders-view.ts";
import type { Ask } from "./use-ask.ts";
import type { ViewAnswer } from "./view-answer.ts";

/** The tabs, and what can be done with the views that were kept. What is refused is said, and the dialog stays open. */
export function useViews(view: OrdersView, ask: Ask) {
  const appBridge = useAppBridge();
  const { revalidate } = useRevalidator();
  const t = useText();
  const own = view.tabs[view.selected]?.own;

  /** The answer to a change that was made; undefined when it was not. */
  async function post(fields: Readonly<Record<string, string>>) {
    const answer = await postView(fields).catch(() => undefined);
    const refused = answer?.kind !== "done";
    appBridge.toast.show(answer?.message ?? t("orders.view.failed"), { isError: refused });
    return refused ? undefined : answer;
  }

  async function create(name: string): Promise<boolean> {
    const answer = await post({ intent: "create", name, query: writeQuestion(view.query) });
    if (answer?.id !== undefined) ask.change({ view: `own-${answer.id}` });
    return answer !== undefined;
  }

  async function change(): Promise<boolean> {
    const query = writeQuestion(view.query);
    const answer = await post({ intent: "change", id: String(own), query });
    if (answer !== undefined) revalidate();
    return answer !== undefined;
  }

  async function rename(id: number, name: string): Promise<boolean> {
    const answer = await post({ intent: "rename", id: String(id), name });
    if (answer !== undefined) revalidate();
    return answer !== undefined;
  }

  async function remove(id: number): Promise<boolean> {
    const answer = await post({ intent: "remove", id: String(id) });
    if (answer !== undefined) ask.go(asked(readQuery(new URLSearchParams(BUILT_IN.all)), {}));
    return answer !== undefined;
  }

  const tabOf = (tab: ViewTab): IndexFiltersProps["tabs"][number] => {
    const { id, name, own: kept } = tab;
    if (kept === undefined) return { id, content: name, isLocked: true };
    return {
      ...{ id, content: name, isLocked: false },
      actions: [
        { type: "rename", onPrimaryAction: (changed) => rename(kept, changed) },
        { type: "delete", onPrimaryAction: () => remove(kept) },
      ],
    };
  };

  return { tabs: view.tabs.map(tabOf), create, change };
}

/** By fetch, which carries the session token. */
async function postView(fields: Readonly<Record<string, string>>): Promise<ViewAnswer> {
  const response = await fetch("/app/orders/views?_data=routes%2Fapp.orders_.views", {
    method: "POST",
    body: new URLSearchParams(fields),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as ViewAnswer;
}
