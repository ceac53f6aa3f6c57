import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { revisionField } from "../shops/settings-form.ts";
import { readImport } from "../shops/settings-transfer.ts";
import { translateFor } from "../locales/server-texts.ts";
import { createFormats } from "../ui/formats.server.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { importAnswer, importView, type ImportAnswer } from "../ui/settings/import-view.ts";

const posted = z.object({
  text: z.string(),
  /** The revision it was compared with; without one it is compared, not applied. */
  revision: revisionField.optional(),
});

/** Compares a pasted document with the shop's settings, or applies it. */
export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<ImportAnswer> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const form = posted.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) throw new Response("no such import", { status: 400 });
  const { text, revision } = form.data;
  const read = readImport(text);
  if (!read.ok || revision === undefined) {
    const formats = createFormats(requestLocale(request), undefined);
    return importView(read, await app.settings.read(session.shop), formats);
  }
  const outcome = await app.settings.save({
    ...{ shop: session.shop, settings: read.settings, revision },
    ...{ source: "import", changedBy: sessionToken.sub },
  });
  app.worker.wake();
  return importAnswer(outcome, translateFor(requestLocale(request)));
}
