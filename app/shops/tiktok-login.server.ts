import type { Answer } from "../delivery/outcome.ts";
import { Secret } from "../platform/secret.ts";
import type { AccountApi } from "../tiktok/account-api.server.ts";
import { returnedWith, type AccountPixel, type AccountProblem, type Asked } from "../tiktok/account.ts";
import type { AuthorisationStanding, Authorisations, ReturnToAdmin, Walker } from "./authorisation.server.ts";
import type { ConnectChecked, ConnectResult } from "./checked-connection.server.ts";
import type { Connections } from "./connection.server.ts";

/** What came of choosing a pixel. `renewed`: it was connected before and has a new token now. */
export type ChoiceResult =
  | (ConnectResult & { renewed: boolean })
  /** The token is not there any more: a pixel was chosen elsewhere, or half an hour has passed. */
  | { kind: "gone" }
  /** TikTok does not list this pixel in this ad account. */
  | { kind: "not_listed" }
  | { kind: "failed"; problem: AccountProblem; answer: Answer };

/** Connecting by TikTok's consent page instead of a pasted token. */
export interface TikTokLogin {
  /** Begins, and gives the address of TikTok's consent page. */
  begin(walker: Walker): Promise<string>;
  /** Takes what TikTok's redirect brought; undefined when its `state` is not one of ours any more. */
  returned(query: URLSearchParams): Promise<ReturnToAdmin | undefined>;
  /** Gets the token for the code that came back. False when the word is not this person's, or was used. */
  finish(walker: Walker, word: string): Promise<boolean>;
  standing(walker: Walker): Promise<AuthorisationStanding | undefined>;
  /** The pixels of one of the ad accounts; undefined when the token is gone. */
  pixels(walker: Walker, advertiserId: string): Promise<Asked<AccountPixel[]> | undefined>;
  choose(walker: Walker, chosen: { advertiserId: string; pixelCode: string }): Promise<ChoiceResult>;
  /** The person does not want to go on. */
  end(walker: Walker): Promise<void>;
}

/** What the way through TikTok's consent page needs. */
export interface TikTokLoginOptions {
  api: AccountApi;
  authorisations: Authorisations;
  connections: Pick<Connections, "hasPixel">;
  connectChecked: ConnectChecked;
}

/** The way through TikTok's consent page. */
export function createTikTokLogin(options: TikTokLoginOptions): TikTokLogin {
  const { api, authorisations, connections, connectChecked } = options;

  async function pixels(walker: Walker, advertiserId: string) {
    const held = await authorisations.tokenOf(walker);
    if (!held?.advertisers.some(({ id }) => id === advertiserId)) return undefined;
    return { token: held.token, asked: await api.pixels(held.token, advertiserId) };
  }

  async function choose(
    walker: Walker,
    { advertiserId, pixelCode }: { advertiserId: string; pixelCode: string },
  ): Promise<ChoiceResult> {
    const found = await pixels(walker, advertiserId);
    if (found === undefined) return { kind: "gone" };
    if (found.asked.kind === "failed") return found.asked;
    if (!found.asked.value.some(({ code }) => code === pixelCode)) return { kind: "not_listed" };
    const { shop, staff: by } = walker;
    const renewed = await connections.hasPixel(shop, pixelCode);
    const change = { shop, by, pixelCode, token: found.token, testEventCode: undefined, keepsTestCode: true };
    const result = await connectChecked(change);
    if (result.kind === "connected") await authorisations.end(walker);
    return { ...result, renewed };
  }

  async function keepToken(walker: Walker, token: Asked<Secret>): Promise<void> {
    const advertisers = token.kind === "failed" ? token : await api.advertisers(token.value);
    if (advertisers.kind === "failed")
      await authorisations.failed(walker, advertisers.problem, advertisers.answer);
    else if (advertisers.value.length === 0) await authorisations.failed(walker, "no_advertiser", {});
    else if (token.kind === "answered") await authorisations.granted(walker, token.value, advertisers.value);
  }

  return {
    begin: async (walker) => api.consentUrl(await authorisations.begin(walker)),
    returned(query) {
      const { state, code } = returnedWith(query);
      return authorisations.returned(state, code === undefined ? undefined : new Secret(code));
    },
    async finish(walker, word) {
      const code = await authorisations.claim(walker, word);
      if (code === undefined) return false;
      await keepToken(walker, await api.exchange(code));
      return true;
    },
    standing: authorisations.standing,
    pixels: async (walker, advertiserId) => (await pixels(walker, advertiserId))?.asked,
    choose,
    end: authorisations.end,
  };
}
