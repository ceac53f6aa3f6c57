import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { z } from "zod";
import { translateFor } from "../locales/server-texts.ts";
import { OLDEST_PURCHASE } from "../orders/eligibility.ts";
import { backfillRange } from "../reconciliation/backfill.ts";
import { BackfillCard } from "../ui/coverage/BackfillCard.tsx";
import { refusedRange, type BackfillAnswer } from "../ui/coverage/backfill-answer.ts";
import { coveragePageView, DAYS_SHOWN, GAP_LISTED } from "../ui/coverage/coverage-page-view.ts";
import { DaysCard } from "../ui/coverage/DaysCard.tsx";
import { GapCard } from "../ui/coverage/GapCard.tsx";
import { SummaryCard } from "../ui/coverage/SummaryCard.tsx";
import { createFormats } from "../ui/formats.server.ts";
import { useFreshData } from "../ui/frame/use-fresh-data.ts";
import { useText } from "../ui/frame/use-text.ts";
import { titled } from "../ui/frame/page-title.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("coverage");

/** `?day=YYYY-MM-DD` is looked at order by order; with `&skipped=yes` those that are not eligible too. */
export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const { searchParams } = new URL(request.url);
  const coverage = app.coverage.coverageOf(session.shop);
  const skipped = searchParams.has("skipped");
  const asked = searchParams.get("day") ?? "";
  const [calendar, shop, days, sweep, backfills, gap] = await Promise.all([
    app.coverage.book.calendarOf(session.shop),
    app.recordsOf(session.shop).shop(),
    coverage.days(DAYS_SHOWN),
    coverage.sweep(),
    app.backfills.latest(session.shop, 1),
    asked === "" ? undefined : coverage.gapOf(asked, { skipped, limit: GAP_LISTED }),
  ]);
  const day = calendar.named(asked)?.day;
  const chosen = day === undefined || gap === undefined ? undefined : { day, gap, skipped };
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  const dayOf = (moment: number) => calendar.at(moment).day;
  return coveragePageView(
    { days, sweep, chosen, backfill: backfills[0] },
    { dayOf, usable: OLDEST_PURCHASE, now: app.clock() },
    formats,
  );
}

const requests = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("sweep") }),
  z.object({ intent: z.literal("cancel_backfill"), id: z.coerce.number().int() }),
  z.object({ intent: z.enum(["dry_run", "backfill"]), from: z.string(), to: z.string() }),
]);

export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<BackfillAnswer> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const { shop } = session;
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) throw new Response("no such action", { status: 400 });
  const now = app.clock();
  const t = translateFor(requestLocale(request));
  switch (asked.data.intent) {
    case "sweep":
      await app.coverage.sweeps.request(shop, now);
      app.chores.wake();
      return { kind: "saved", message: t("coverage.sweep.begins") };
    case "cancel_backfill":
      await app.backfills.cancel(shop, asked.data.id, now);
      app.chores.wake();
      return { kind: "saved", message: t("coverage.backfill.answer.cancelled") };
    case "dry_run":
    case "backfill": {
      const range = backfillRange(await app.coverage.book.calendarOf(shop), asked.data, now);
      if (!range.ok) return refusedRange(range, t);
      const { fromAt, toAt } = range;
      const dryRun = asked.data.intent === "dry_run";
      const whose = { shop, source: "page", requestedBy: sessionToken.sub } as const;
      const id = await app.backfills.request({ ...whose, fromAt, toAt, dryRun }, now);
      app.chores.wake();
      if (id === undefined) return { kind: "failed", message: t("coverage.backfill.answer.busy") };
      return { kind: "saved", message: t(`coverage.backfill.answer.${dryRun ? "dry_run" : "reading"}`) };
    }
  }
}

/** Shopify's orders beside TikTok's answers, and the orders of the time before. */
export default function Coverage() {
  const view = useLoaderData<typeof loader>();
  const t = useText();
  useFreshData(view.moving);
  return (
    <Page title={t("frame.navigation.coverage")}>
      <BlockStack gap="400">
        <SummaryCard view={view} />
        <DaysCard days={view.days} timeZone={view.timeZone} />
        {view.gap !== undefined && <GapCard key={view.gap.day} gap={view.gap} />}
        <BackfillCard view={view.backfill} />
      </BlockStack>
    </Page>
  );
}
