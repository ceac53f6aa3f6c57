/** TikTok's consent page, and the questions a token that came from it may ask, over HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Html, html } from "../shopify/admin/html.ts";
import type { Accounts, Said } from "./accounts.ts";
import { requestId } from "./answers.ts";
import { parseJson, readBody } from "./request-body.ts";
import { send, sendText } from "./replies.ts";

const CONSENT_PATH = "/portal/auth";
const API = "/open_api/v1.3";
/** No script, no other origin; the form leads to the app. */
const POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'";

/** The account side of the double. */
export class AccountServer {
  readonly #accounts: Accounts;
  #answers = 0;

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** Answers a request for one of its paths; false when it is not its own. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://localhost");
    const token = request.headers["access-token"]?.toString();
    switch (`${request.method ?? ""} ${pathname}`) {
      case `GET ${CONSENT_PATH}`:
        this.#consent(query, response);
        return true;
      case `POST ${CONSENT_PATH}`:
        this.#decide(query, new URLSearchParams(await readBody(request)), response);
        return true;
      case `POST ${API}/oauth2/access_token/`:
        this.#say(this.#accounts.exchange(parseJson((await readBody(request)) ?? "")), response);
        return true;
      case `GET ${API}/oauth2/advertiser/get/`:
        this.#say(this.#accounts.advertisersOf(token, query), response);
        return true;
      case `GET ${API}/pixel/list/`:
        this.#say(this.#accounts.pixelsOf(token, query), response);
        return true;
    }
    return false;
  }

  #say({ code, message, data = {} }: Said, response: ServerResponse): void {
    this.#answers += 1;
    const request_id = requestId(Date.now(), this.#answers);
    send({ kind: "answer", answer: { code, message, request_id, data } }, response);
  }

  /** Why the page is not shown, or undefined. */
  #objection(query: URLSearchParams): string | undefined {
    const { app } = this.#accounts;
    if (query.get("app_id") !== app.id) return "There is no such app.";
    if (query.get("redirect_uri") !== app.redirectUri)
      return "The redirect_uri is not the one registered for this app.";
    return undefined;
  }

  #consent(query: URLSearchParams, response: ServerResponse): void {
    const objection = this.#objection(query);
    const page = objection === undefined ? this.#form() : html`<p role="alert">${objection}</p>`;
    response.setHeader("Content-Security-Policy", POLICY);
    sendText(response, objection === undefined ? 200 : 400, "text/html; charset=utf-8", documentOf(page));
  }

  #form(): Html {
    return html`<form method="post">
      <p>Throughline asks to read your ad accounts and pixels, and to send events to them.</p>
      <fieldset>
        <legend>Ad accounts</legend>
        ${this.#accounts.advertisers.map(
          ({ id, name }) =>
            html`<p>
              <label><input type="checkbox" name="advertiser" value="${id}" checked /> ${name} (${id})</label>
            </p>`,
        )}
      </fieldset>
      <p>
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="cancel">Cancel</button>
      </p>
    </form>`;
  }

  #decide(query: URLSearchParams, form: URLSearchParams, response: ServerResponse): void {
    if (this.#objection(query) !== undefined) {
      send({ kind: "html", status: 400 }, response);
      return;
    }
    const back = new URL(this.#accounts.app.redirectUri);
    if (form.get("decision") === "allow") {
      const code = this.#accounts.allow(form.getAll("advertiser"));
      // TikTok brings the code under both names.
      back.searchParams.set("auth_code", code);
      back.searchParams.set("code", code);
    } else {
      // Guess: how TikTok says no is not documented.
      back.searchParams.set("error", "access_denied");
    }
    back.searchParams.set("state", query.get("state") ?? "");
    response.writeHead(302, { Location: back.href }).end();
  }
}

function documentOf(content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Allow access (TikTok's double)</title>
        <link rel="stylesheet" href="/page.css" />
      </head>
      <body>
        <header>
          <h1>TikTok for Business <span>double on this machine</span></h1>
        </header>
        <main>
          <h2>Allow access</h2>
          ${content}
        </main>
      </body>
    </html> `.text;
}
