import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import type { App } from "../composition.server.ts";
import { translateFor } from "../locales/server-texts.ts";
import { fileRefusal } from "../platform/too-many.server.ts";
import { exportSettings } from "../shops/settings-transfer.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { activityCsv, sharedCsv, sharedJson } from "../ui/activity/files.ts";

const requests = z.discriminatedUnion("file", [
  z.object({
    file: z.literal("request"),
    id: z.coerce
      .number()
      .int()
      .positive()
      .max(2 ** 31 - 1),
  }),
  z.object({ file: z.literal("shared"), format: z.enum(["csv", "json"]), from: z.string(), to: z.string() }),
  z.object({ file: z.literal("activity") }),
  z.object({ file: z.literal("settings") }),
]);

/** Makes a file, piece by piece, and notes that it was given out. */
export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<Response> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const excess = await app.limits.files.take(session.shop);
  if (excess !== undefined) return fileRefusal(excess.waitMs);
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) throw new Response("no such file", { status: 400 });
  const reader = { shop: session.shop, by: sessionToken.sub };
  switch (asked.data.file) {
    case "request":
      return customerFile(app, reader, asked.data.id);
    case "shared":
      return shared(app, reader, asked.data);
    case "activity": {
      const fact = { action: "exported", subject: "activity" } as const;
      await app.privacy.audit.add({ ...reader, at: app.clock(), fact });
      return streamed(
        activityCsv(app.privacy.audit, reader.shop, translateFor(requestLocale(request))),
        "text/csv",
      );
    }
    case "settings": {
      const { settings } = await app.settings.read(reader.shop);
      const fact = { action: "exported", subject: "settings" } as const;
      await app.privacy.audit.add({ ...reader, at: app.clock(), fact });
      return streamed(pieceOf(exportSettings(settings)), "application/json");
    }
  }
}

function* pieceOf(text: string): Generator<string> {
  yield text;
}

interface Reader {
  shop: string;
  /** Shopify's id of the staff member. */
  by: string;
}

async function customerFile({ privacy, clock }: App, { shop, by }: Reader, id: number): Promise<Response> {
  const request = await privacy.requests.one(shop, id);
  if (request === undefined) throw new Response("no such request", { status: 404 });
  const file = privacy.customerFile({ shop, request, madeAt: clock() });
  return streamed(
    whenMade(file, () => privacy.requests.handedOut(shop, request, by)),
    "application/json",
  );
}

async function shared(
  { privacy, coverage, clock }: App,
  { shop, by }: Reader,
  { format, ...days }: { format: "csv" | "json"; from: string; to: string },
): Promise<Response> {
  const calendar = await coverage.book.calendarOf(shop);
  const [from, until] = [calendar.named(days.from)?.startsAt, calendar.named(days.to)?.endsAt];
  if (from === undefined || until === undefined || until <= from)
    throw new Response("no such days", { status: 400 });
  const fact = { action: "exported", subject: "shared", from, until } as const;
  await privacy.audit.add({ shop, by, at: clock(), fact });
  const pages = privacy.sharedData(shop, { from, until });
  return format === "csv"
    ? streamed(sharedCsv(pages), "text/csv")
    : streamed(sharedJson(pages), "application/json");
}

/** Calls `done` after the last piece: a file that was broken off was not made. */
async function* whenMade(pieces: AsyncIterable<string>, done: () => Promise<void>): AsyncGenerator<string> {
  yield* pieces;
  await done();
}

function streamed(pieces: AsyncIterable<string> | Iterable<string>, type: string): Response {
  return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
    headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" },
  });
}
