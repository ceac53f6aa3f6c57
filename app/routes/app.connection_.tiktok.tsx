import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import type { App } from "../composition.server.ts";
import { translateFor } from "../locales/server-texts.ts";
import {
  askedTooOften,
  choiceAnswer,
  loginProblem,
  pixelOptions,
  type LoginAnswer,
} from "../ui/connection/login-view.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { tooMany } from "../platform/too-many.server.ts";

const name = z.string().min(1).max(200);

const requests = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("begin") }),
  z.object({ intent: z.literal("finish"), word: name }),
  z.object({ intent: z.literal("pixels"), advertiser: name }),
  z.object({ intent: z.literal("choose"), advertiser: name, pixel: name }),
  z.object({ intent: z.literal("end") }),
]);

/** The steps through TikTok's consent page, each asked for by the connection page. */
export async function action({
  request,
  context: { app },
}: ActionFunctionArgs): Promise<LoginAnswer | Response> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const { tiktokLogin: login } = app;
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success || login === undefined) throw new Response("no such action", { status: 400 });
  const walker = { shop: session.shop, staff: sessionToken.sub };
  const t = translateFor(requestLocale(request));
  const { data } = asked;
  const excess = await questionsOver(app, walker.shop, data.intent);
  if (excess !== undefined) return tooMany(askedTooOften(excess.waitMs, t), excess.waitMs);
  switch (data.intent) {
    case "begin":
      return { kind: "begun", url: await login.begin(walker) };
    case "finish":
      if (await login.finish(walker, data.word)) return { kind: "done" };
      return { kind: "failed", problem: loginProblem("not_yours", t) };
    case "pixels": {
      const [pixels, found] = await Promise.all([
        app.recordsOf(walker.shop).pixels(),
        login.pixels(walker, data.advertiser),
      ]);
      const connected = pixels.map(({ code }) => code);
      return pixelOptions(found, { advertiser: data.advertiser, connected, t });
    }
    case "choose": {
      const chosen = { advertiserId: data.advertiser, pixelCode: data.pixel };
      const result = await login.choose(walker, chosen);
      app.worker.wake();
      return choiceAnswer(result, data.pixel, t);
    }
    case "end":
      await login.end(walker);
      return { kind: "done" };
  }
}

/** What TikTok may not be asked just now. The way back from its consent page asks too, and can be gone once only. */
async function questionsOver({ limits }: App, shop: string, intent: z.output<typeof requests>["intent"]) {
  return intent === "pixels" || intent === "choose" ? limits.questions.take(shop) : undefined;
}
