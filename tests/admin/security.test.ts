import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signSessionToken } from "../../sandbox/shopify/access/session-token.ts";
import { API_KEY, API_SECRET } from "../../sandbox/world.ts";
import { SHOP, type AppWorld } from "./app-world.ts";
import { dump } from "./database-dump.ts";
import {
  forbiddenWords,
  MARKUP,
  ORDER_NAME,
  OTHER_SHOP,
  startMarkedWorld,
  WRITTEN_OUT,
} from "./marked-world.ts";
import { builtRoutes, OUTSIDE_THE_ADMIN, type Route } from "./route-map.ts";
import { postsOf, readingsOf, type Answer, type Token } from "./route-walk.ts";

let world: AppWorld;
let forbidden: string[];
const routes = await builtRoutes();
const admin = routes.filter(({ id }) => OUTSIDE_THE_ADMIN[id] === undefined);

beforeAll(async () => {
  world = await startMarkedWorld();
  forbidden = await forbiddenWords(world);
});
afterAll(() => world.close());

const audience = { shopDomain: SHOP, apiKey: API_KEY, apiSecret: API_SECRET, userId: "1" };
const anHourAgo = () => Math.floor(Date.now() / 1000) - 3600;

/** Every token that must open nothing. */
const BAD_TOKENS: [string, () => Token][] = [
  ["no token", () => null],
  ["a token that is none", () => "nonsense"],
  ["a token of three parts that are nothing", () => "a.b.c"],
  ["an expired token", () => world.shopify.sessionToken({ exp: anHourAgo() })],
  ["a token that is not valid yet", () => world.shopify.sessionToken({ nbf: anHourAgo() + 7200 })],
  ["a token for another app", () => world.shopify.sessionToken({ aud: "another-app" })],
  ["a token with a wrong signature", () => signSessionToken({ ...audience, apiSecret: "wrong" }, Date.now())],
  ["a token without a signature", () => signSessionToken(audience, Date.now()).replace(/[^.]*$/, "")],
];

/** What of the shop stands in an answer: its order, by name or by what it carried. */
const ofTheShop = ({ body }: Answer) => [ORDER_NAME, "data-owned"].filter((word) => body.includes(word));

const all = async (from: readonly Route[], ask: (route: Route) => Promise<Answer[]>) => {
  const answers: Answer[] = [];
  for (const route of from) answers.push(...(await ask(route)));
  return answers;
};

describe("the routes", () => {
  it("are those of the embedded app, and those that say why they are not", () => {
    const others = routes.filter(({ id }) => id !== "routes/app" && !id.startsWith("routes/app."));
    expect(others.map(({ id }) => id).sort()).toEqual(Object.keys(OUTSIDE_THE_ADMIN).sort());
  });
});

describe.each(BAD_TOKENS)("with %s", (_name, token) => {
  it("no route tells anything of the shop", async () => {
    const before = dump(world.app);
    for (const answer of await all(routes, (route) => readingsOf(world, route, token()))) {
      expect([answer.asked, ofTheShop(answer)]).toEqual([answer.asked, []]);
      if (answer.asked.startsWith("/app"))
        expect([answer.asked, answer.status]).not.toEqual([answer.asked, 200]);
    }
    expect(dump(world.app)).toEqual(before);
  });

  it("no route does anything", async () => {
    const before = dump(world.app);
    for (const answer of await all(admin, (route) => postsOf(world, route, token()))) {
      expect([answer.asked, ofTheShop(answer)]).toEqual([answer.asked, []]);
      expect([answer.asked, answer.status]).not.toEqual([answer.asked, 200]);
    }
    expect(dump(world.app)).toEqual(before);
  });
});

describe("a merchant of another shop", () => {
  const foreign = () => signSessionToken({ ...audience, shopDomain: OTHER_SHOP }, Date.now());

  // One test: what they write is theirs to read afterwards, also where it is worded like something of this shop's.
  it("is let in, reads nothing of this one, and does nothing to it, though every form names what is this one's", async () => {
    const before = dump(world.app, SHOP);
    const answers = await all(admin, (route) => readingsOf(world, route, foreign()));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(admin.length / 2);
    for (const answer of answers) expect([answer.asked, ofTheShop(answer)]).toEqual([answer.asked, []]);
    for (const answer of await all(admin, (route) => postsOf(world, route, foreign())))
      expect([answer.asked, ofTheShop(answer).filter((word) => word === ORDER_NAME)]).toEqual([
        answer.asked,
        [],
      ]);
    expect(dump(world.app, SHOP)).toEqual(before);
  });
});

describe("every answer to the shop's own merchant", () => {
  let answers: Answer[];
  beforeAll(async () => {
    const token = () => world.shopify.sessionToken();
    answers = await all(routes, (route) => readingsOf(world, route, token()));
    const missing = await world.ask(world.document("/app/orders/404404"), null);
    answers.push({
      ...{ asked: "no such order", status: missing.status, headers: missing.headers },
      ...{ body: await missing.text(), isDocument: true },
    });
    answers.push(...(await brokenAnswers()));
    const before = dump(world.app);
    answers.push(...(await all(admin, (route) => postsOf(world, route, token()))));
    // Otherwise the forms above, which change nothing, would prove nothing.
    expect(dump(world.app)).not.toEqual(before);
  });

  /** What is said of a failure whose message holds what nobody may see. */
  async function brokenAnswers(): Promise<Answer[]> {
    const { recordsOf } = world.app;
    world.app.recordsOf = () => {
      throw new Error(forbidden.join(" "));
    };
    try {
      const home = admin.filter(({ id }) => id === "routes/app._index");
      const broken = await all(home, (route) => readingsOf(world, route, world.shopify.sessionToken()));
      expect(broken.map(({ status }) => status)).toEqual([500, 500]);
      return broken;
    } finally {
      world.app.recordsOf = recordsOf;
    }
  }

  it("is a good one, to reading and to every form", () => {
    // The operator of this world has set up neither TikTok's login nor a view of all shops: their routes are not there.
    const expected = ({ asked }: Answer) =>
      /^\/(?:tiktok\/callback|operator)/.test(asked)
        ? 404
        : asked.startsWith("/app/connection/tiktok")
          ? 400
          : /^\/(?:app\/)?nothing-here|no such order/.test(asked)
            ? 404
            : 200;
    const good = answers.filter(({ status }) => status !== 500);
    expect(good.map((answer) => [answer.asked, answer.status])).toEqual(
      good.map((answer) => [answer.asked, expected(answer)]),
    );
    expect(answers.length - good.length).toBe(2);
  });

  it("holds no secret and nothing personal, in its body or its headers", () => {
    for (const { asked, body, headers } of answers) {
      const whole = `${JSON.stringify([...headers])}\n${body}`;
      expect([asked, forbidden.filter((word) => whole.includes(word))]).toEqual([asked, []]);
    }
  });

  it("is kept by no cache", () => {
    for (const { asked, headers } of answers)
      expect([asked, headers.get("cache-control")]).toEqual([asked, "no-store"]);
  });

  it("shows what looks like HTML as text", () => {
    const documents = answers.filter(({ isDocument }) => isDocument);
    for (const { asked, body } of documents)
      expect([asked, WRITTEN_OUT.exec(body)?.[0]]).toEqual([asked, undefined]);
    const shown = MARKUP.replace("<", "&lt;").replace(">", "&gt;");
    expect(documents.filter(({ body }) => body.includes(shown)).length).toBeGreaterThan(3);
  });

  it("may be framed by the shop's admin only, and runs only what the document's nonce or an address allows", () => {
    for (const { asked, body, headers } of answers.filter((answer) => answer.isDocument)) {
      const policy = headers.get("content-security-policy") ?? "";
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
      expect([asked, policy.split("; ")[0]]).toEqual([asked, framedBy(asked)]);
      for (const [tag, attributes = "", script = ""] of body.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
        if (/ src="/.test(attributes)) expect(tag).toMatch(allowedSource());
        else
          expect([asked, attributes.includes(`nonce="${nonce}"`), INLINE.test(script)]).toEqual([
            asked,
            true,
            true,
          ]);
      }
      expect([asked, / on\w+="/.test(body)]).toEqual([asked, false]);
    }
  });

  /** Remix restores the scroll position, gives the page its data, and starts it. */
  const INLINE = /^(?:\(\(STORAGE_KEY, |window\.__remixContext = \{|(?:;\n)?import )/;
  const allowedSource = () => new RegExp(` src="(?:/assets/|${world.shopify.url}/app-bridge\\.js")`);
  const framedBy = (asked: string) =>
    asked.includes("shop=") || asked === "no such order"
      ? `frame-ancestors https://${SHOP} https://admin.shopify.com ${world.shopify.url}`
      : "frame-ancestors 'none'";
});
