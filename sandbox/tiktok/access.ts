/** Who may send to which pixel. */
import type { Refusal } from "./answers.ts";

/** A pixel and the token made for it in Events Manager. */
export interface PixelCredentials {
  code: string;
  accessToken: string;
}

/** What a pixel's token is good for: everything, or why nothing. */
export const TOKEN_STATES = ["good", "revoked", "expired", "forbidden"] as const;

/** `forbidden`: the token lives, but its maker lost the permission on the pixel. */
export type TokenState = (typeof TOKEN_STATES)[number];

/** The pixels TikTok knows, their tokens, and the tokens that died. */
export class Access {
  readonly #tokenOf = new Map<string, string>();
  readonly #dead = new Map<string, "revoked" | "expired">();
  readonly #forbidden = new Set<string>();
  /** Tokens of the consent page, with the pixels they may send to. */
  readonly #granted = new Map<string, ReadonlySet<string>>();

  constructor(pixels: readonly PixelCredentials[]) {
    for (const pixel of pixels) this.setAccessToken(pixel.code, pixel.accessToken);
  }

  /** Makes `token` the pixel's only token, alive even if it was revoked before; creates the pixel if it is new. */
  setAccessToken(pixel: string, token: string): void {
    this.#tokenOf.set(pixel, token);
    this.#dead.delete(token);
    this.#forbidden.delete(pixel);
  }

  /** Makes a token that may send to these pixels, beside those they have. */
  grant(token: string, pixels: readonly string[]): void {
    this.#granted.set(token, new Set(pixels));
  }

  /** From now on the token is answered 40105. */
  revoke(token: string): void {
    this.#dead.set(token, "revoked");
  }

  /** From now on the token is answered 40102; TikTok's own tokens do not expire by time, other apps' may. */
  expire(token: string): void {
    this.#dead.set(token, "expired");
  }

  /** Kills, forbids or mends the token that a pixel has. Throws when there is no such pixel. */
  setState(pixel: string, state: TokenState): void {
    const token = this.#tokenOf.get(pixel);
    if (token === undefined) throw new RangeError(`there is no pixel ${pixel}`);
    this.setAccessToken(pixel, token);
    switch (state) {
      case "good":
        return;
      case "revoked":
        this.revoke(token);
        return;
      case "expired":
        this.expire(token);
        return;
      case "forbidden":
        this.#forbidden.add(pixel);
        return;
    }
  }

  /** Every pixel with the state of its token; never the token. */
  states(): { pixel: string; token: TokenState }[] {
    return [...this.#tokenOf].map(([pixel, token]) => ({
      pixel,
      token: this.#dead.get(token) ?? (this.#forbidden.has(pixel) ? "forbidden" : "good"),
    }));
  }

  /** Why the token opens nothing, or undefined when it is good. */
  objection(token: string | undefined): Refusal | undefined {
    if (token === undefined || token === "") return { kind: "token-missing" };
    if (this.#dead.get(token) === "expired") return { kind: "token-expired" };
    const known = [...this.#tokenOf.values()].includes(token) || this.#granted.has(token);
    return known && !this.#dead.has(token) ? undefined : { kind: "token-unknown" };
  }

  /** Whether the token was made for this pixel, and still may send to it. */
  permits(token: string | undefined, pixel: string): boolean {
    if (token === undefined || this.#forbidden.has(pixel)) return false;
    return this.#tokenOf.get(pixel) === token || this.#granted.get(token)?.has(pixel) === true;
  }
}
