import { describe, expect, it } from "vitest";
import { brokenAnswer } from "../../../app/platform/broken-answer.ts";
import { translateFor } from "../../../app/locales/server-texts.ts";
import { brokenPageWords, requestIdOf } from "../../../app/ui/frame/broken-page.ts";

const t = translateFor("en");
/** As Remix hands a thrown answer to a boundary. */
const thrown = (status: number, data: unknown) => ({ status, statusText: "", internal: false, data });

describe("the page that tells of a failure", () => {
  it("names the id that the server told", async () => {
    const answer = brokenAnswer("0123456789ab");
    const error = thrown(answer.status, await answer.json());
    expect(requestIdOf(error)).toBe("0123456789ab");
    expect(brokenPageWords(error, t).reference).toContain("0123456789ab");
    expect(brokenPageWords(error, t).title).toBe("Something went wrong");
  });

  it.each([
    ["what broke in the browser", new Error("x"), "Something went wrong"],
    ["nothing", undefined, "Something went wrong"],
    ["a page that is not there", thrown(404, null), "There is no such page"],
    [
      "a session that is over",
      thrown(401, "<p>Shopify's</p>"),
      "Shopify does not know this session any more",
    ],
    ["data of another form", thrown(500, { requestId: 7 }), "Something went wrong"],
  ])("names none for %s", (_what, error, title) => {
    expect(brokenPageWords(error, t)).toMatchObject({ title, reference: undefined });
  });
});
