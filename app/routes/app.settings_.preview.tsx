import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { readSettingsForm } from "../shops/settings-form.ts";
import { createFormats } from "../ui/formats.server.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { previewView, type PreviewAnswer } from "../ui/settings/preview-view.ts";

const posted = z.object({ order: z.string(), document: z.string() });

/** What TikTok would get of one order under the posted settings. Nothing is saved or sent. */
export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<PreviewAnswer> {
  const { session } = await app.shopify.authenticate.admin(request);
  const form = posted.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) throw new Response("no such preview", { status: 400 });
  const formats = createFormats(requestLocale(request), undefined);
  const read = readSettingsForm(form.data.document);
  if (!read.ok) return { kind: "none", message: formats.t("settings.preview.correct_first") };
  const { settings } = await app.settings.read(session.shop);
  const [draft, saved] = await Promise.all(
    [read.settings, settings].map((one) => app.previewOrder(session.shop, form.data.order, one)),
  );
  if (draft === undefined || saved === undefined)
    return { kind: "none", message: formats.t("settings.preview.order_gone") };
  return previewView(draft, saved, formats);
}
