/** Who may send to which pixel. */
import type { Refusal } from "./answers.ts";

/** A pixel and the token made for it in Events Manager. */
export interface PixelCredentials {
  code: string;
  accessToken: string;
}

/** The pixels TikTok knows, their tokens, and the tokens that died. */
export class Access {
  readonly #tokenOf = new Map<string, string>();
  readonly #dead = new Map<string, "revoked" | "expired">();

  constructor(pixels: readonly PixelCredentials[]) {
    for (const pixel of pixels) this.setAccessToken(pixel.code, pixel.accessToken);
  }

  /** Makes `token` the pixel's only token, alive even if it was revoked before; creates the pixel if it is new. */
  setAccessToken(pixel: string, token: string): void {
    this.#tokenOf.set(pixel, token);
    this.#dead.delete(token);
  }

  /** From now on the token is answered 40105. */
  revoke(token: string): void {
    this.#dead.set(token, "revoked");
  }

  /** From now on the token is answered 40102; TikTok's own tokens do not expire by time, other apps' may. */
  expire(token: string): void {
    this.#dead.set(token, "expired");
  }

  /** Why the token opens nothing, or undefined when it is good. */
  objection(token: string | undefined): Refusal | undefined {
    if (token === undefined || token === "") return { kind: "token-missing" };
    if (this.#dead.get(token) === "expired") return { kind: "token-expired" };
    const known = [...this.#tokenOf.values()].includes(token);
    return known && !this.#dead.has(token) ? undefined : { kind: "token-unknown" };
  }

  /** Whether the token was made for this pixel. */
  permits(token: string | undefined, pixel: string): boolean {
    return token !== undefined && this.#tokenOf.get(pixel) === token;
  }
}
