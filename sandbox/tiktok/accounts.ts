/**
 * Ad accounts, and the apps that people allow to reach them: TikTok's consent, its codes and its tokens. Paths, names and types are those of TikTok's own open-source
 * SDKs, answers of `/pixel/list/` were recorded by others; 40110 and 40101 are codes that integrators name. Every other code and all wording is a guess.
 */
import { randomBytes } from "node:crypto";
import type { Access } from "./access.ts";

/** An app at TikTok for Business. */
export interface DeveloperApp {
  id: string;
  secret: string;
  /** The one redirect that is registered for it; another is refused, be it off by a slash. */
  redirectUri: string;
}

/** An ad account and its pixels. */
export interface AdAccount {
  id: string;
  name: string;
  pixels: readonly { code: string; name: string; relation?: "SHARED" | "TRANSFERRED" | "UNBOUND" }[];
  /** The person may see the account and not its pixels. */
  pixelsForbidden?: boolean;
}

/** The people's side of the double. */
export interface AccountOptions {
  app: DeveloperApp;
  advertisers: readonly AdAccount[];
}

/** What TikTok says. */
export interface Said {
  code: number;
  message: string;
  data?: Record<string, unknown>;
}

const HOUR = 60 * 60 * 1000;

const said = (code: number, message: string): Said => ({ code, message });

/** Codes and tokens. */
export class Accounts {
  readonly app: DeveloperApp;
  readonly advertisers: readonly AdAccount[];
  readonly #access: Access;
  readonly #now: () => number;
  readonly #codes = new Map<string, { at: number; advertisers: readonly string[] }>();
  readonly #tokens = new Map<string, readonly string[]>();

  constructor({ app, advertisers }: AccountOptions, access: Access, now: () => number) {
    this.app = app;
    this.advertisers = advertisers;
    this.#access = access;
    this.#now = now;
  }

  /** The person allows the app to reach these ad accounts: a code, good once and for an hour. */
  allow(advertisers: readonly string[]): string {
    const code = randomBytes(20).toString("hex");
    this.#codes.set(code, { at: this.#now(), advertisers });
    return code;
  }

  /** `/oauth2/access_token/` */
  exchange(body: unknown): Said {
    const { app_id, secret, auth_code } = (body ?? {}) as Record<string, unknown>;
    if (typeof auth_code !== "string" || auth_code === "")
      return said(40002, "auth_code: Field is required.");
    if (!this.#isApp(app_id, secret)) return said(40101, "Invalid app_id or secret.");
    const code = this.#codes.get(auth_code);
    this.#codes.delete(auth_code);
    if (code === undefined || this.#now() - code.at > HOUR)
      return said(40110, "Auth_code is invalid or expired.");
    const token = randomBytes(20).toString("hex");
    this.#tokens.set(token, code.advertisers);
    const pixels = this.#reached(code.advertisers).flatMap((account) => account.pixels);
    this.#access.grant(
      token,
      pixels.map((pixel) => pixel.code),
    );
    const data = { access_token: token, advertiser_ids: code.advertisers, scope: [4, 200000] };
    return { ...said(0, "OK"), data };
  }

  /** `/oauth2/advertiser/get/` */
  advertisersOf(token: string | undefined, query: URLSearchParams): Said {
    const objection = this.#objection(token);
    if (objection !== undefined) return objection;
    if (!this.#isApp(query.get("app_id"), query.get("secret")))
      return said(40101, "Invalid app_id or secret.");
    const list = this.#reached(this.#tokens.get(token ?? "") ?? []).map(({ id, name }) => ({
      advertiser_id: id,
      advertiser_name: name,
    }));
    return { ...said(0, "OK"), data: { list } };
  }

  /** `/pixel/list/` */
  pixelsOf(token: string | undefined, query: URLSearchParams): Said {
    const objection = this.#objection(token);
    if (objection !== undefined) return objection;
    const [page, size] = [Number(query.get("page") ?? 1), Number(query.get("page_size") ?? 10)];
    if (!(Number.isInteger(size) && size >= 1 && size <= 20))
      return said(40002, "page_size: must be between 1 and 20.");
    const asked = query.get("advertiser_id");
    const account = this.#reached(this.#tokens.get(token ?? "") ?? []).find(({ id }) => id === asked);
    if (account === undefined || account.pixelsForbidden === true)
      return said(40001, `No permission to operate advertiser ${asked ?? ""}.`);
    const pixels = account.pixels.slice((page - 1) * size, page * size).map(row);
    const total_number = account.pixels.length;
    const page_info = { page, page_size: size, total_number, total_page: Math.ceil(total_number / size) };
    return { ...said(0, "OK"), data: { pixels, page_info } };
  }

  #isApp(id: unknown, secret: unknown): boolean {
    return id === this.app.id && secret === this.app.secret;
  }

  #objection(token: string | undefined): Said | undefined {
    if (token === undefined || token === "") return said(40104, "Access-Token is empty.");
    if (this.#tokens.has(token) && this.#access.objection(token) === undefined) return undefined;
    return said(40105, "Access token is incorrect or has been revoked.");
  }

  #reached(ids: readonly string[]): AdAccount[] {
    return this.advertisers.filter(({ id }) => ids.includes(id));
  }
}

/** A pixel as it is listed: of what others recorded, what a client could trip over. */
function row({ code, name, relation }: AdAccount["pixels"][number]): Record<string, unknown> {
  return {
    pixel_id: String(7_500_000_000_000_000_000n + BigInt(name.length)),
    pixel_code: code,
    pixel_name: name,
    activity_status: "ACTIVE",
    pixel_setup_mode: "STANDARD",
    asset_ownership:
      relation === undefined ? null : { asset_relation_status: relation, ownership_status: false },
    events: [{ event_type: "SHOPPING", event_id: "0", rules: [] }],
    pixel_script: `<script>ttq.load('${code}')</script>`.padEnd(2000, " "),
  };
}
