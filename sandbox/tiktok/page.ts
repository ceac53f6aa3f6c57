/** The page that shows what arrived, newest first, as a string of HTML. */
import type { Tally } from "./dedup.ts";
import type { EventFate, ReceivedEvent, ReceivedRequest } from "./received.ts";
import type { Reply } from "./replies.ts";
import { inWords } from "./replies.ts";
import { PURCHASE_NAMES } from "./schema.ts";

const MAX_ROWS = 200;

/** What the page shows beside the requests. */
export interface PageView {
  purchases: readonly Tally[];
  /** What is not as usual, as sentences. */
  unusual: readonly string[];
}

/** Renders the whole page. */
export function renderPage(received: readonly ReceivedRequest[], view: PageView): string {
  const rows = received.toReversed().flatMap(rowsOf);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TikTok Events API (sandbox)</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<header>
<h1>TikTok Events API <span>double on this machine</span></h1>
<nav aria-label="Pages"><a href="/" aria-current="page">What it received</a> <a href="/control">Make it fail</a></nav>
</header>
<main id="received" data-requests="${received.length}">
${notice(view.unusual)}
${totals(received, view.purchases)}
${rows.length === 0 ? EMPTY : table(rows)}
</main>
</body>
</html>
`;
}

const EMPTY = `<section class="empty">
<h2>Nothing has arrived yet</h2>
<p>Every event that the app sends appears here the moment it comes in, with TikTok's verdict.</p>
</section>`;

function notice(unusual: readonly string[]): string {
  if (unusual.length === 0) return "";
  const lines = unusual.map((line) => `<li>${escape(line)}</li>`).join("");
  return `<aside class="notice" aria-label="Not as usual"><ul>${lines}</ul></aside>`;
}

function totals(received: readonly ReceivedRequest[], tallies: readonly Tally[]): string {
  const events = received.flatMap((request) => request.events);
  const having = (...fates: EventFate[]) => events.filter((event) => fates.includes(event.fate)).length;
  const purchases = events.filter(
    (event) => event.fate === "counted" && PURCHASE_NAMES.includes(event.name ?? ""),
  );
  const twice = tallies.filter(({ counted }) => counted > 1).length;
  return `<dl class="totals">
${total("Purchases counted", String(purchases.length))}
${total("Value counted", valueOf(purchases))}
${twice === 0 ? "" : total("Purchases counted twice or more", String(twice))}
${total("Copies not counted", String(having("merged", "dropped")))}
${total("Test events", String(having("test")))}
${total("Not taken", String(having("refused", "unread")))}
</dl>`;
}

function total(label: string, figure: string): string {
  return `<div><dt>${label}</dt><dd>${escape(figure)}</dd></div>`;
}

function valueOf(purchases: readonly ReceivedEvent[]): string {
  const sums = new Map<string, number>();
  for (const { currency, value } of purchases) {
    if (currency !== undefined && value !== undefined) sums.set(currency, (sums.get(currency) ?? 0) + value);
  }
  return [...sums].map(([currency, sum]) => money(sum, currency)).join(" + ") || "0";
}

function table(rows: readonly string[]): string {
  const older = rows.length - MAX_ROWS;
  const note =
    older > 0
      ? `<p class="older">${older} older not shown; all are in <a href="/api/received">JSON</a>.</p>`
      : "";
  return `<section class="rows">
<div class="head" aria-hidden="true">${COLUMNS.map((column) => `<span>${column}</span>`).join("")}</div>
${rows.slice(0, MAX_ROWS).join("\n")}
</section>${note}`;
}

const COLUMNS = ["Time", "Event", "Event id", "Click id", "Value", "Pixel", "Verdict"];

function rowsOf(request: ReceivedRequest): string[] {
  if (request.events.length === 0) {
    const isUnread = request.reply.kind === "reset" && request.reply.unread;
    const what = isUnread
      ? ({ fate: "unread", name: "Not read" } as const)
      : ({ fate: "refused", name: "No events" } as const);
    return [row(request, { ...what, raw: request.body }, 0)];
  }
  return request.events.map((event, index) => row(request, event, index));
}

function row(request: ReceivedRequest, event: ReceivedEvent, index: number): string {
  const { at, pixel, sequence, reply } = request;
  const value = event.value === undefined ? undefined : money(event.value, event.currency ?? "");
  return `<details id="event-${sequence}-${index}">
<summary>
<span class="time"><time datetime="${new Date(at).toISOString()}">${clock(at)}</time></span>
<span class="name">${shown(event.name)}</span>
${cell("id", event.eventId)}
${cell("click", event.ttclid)}
<span class="value">${shown(value)}</span>
${cell("pixel", pixel)}
${verdict(event.fate, reply)}
</summary>
<div class="raw">
${block(`Event ${index + 1} of ${Math.max(1, request.events.length)}`, event.raw)}
${block(`TikTok ${inWords(reply)}`, "answer" in reply ? reply.answer : reply)}
</div>
</details>`;
}

function cell(name: string, content: string | undefined): string {
  const title = content === undefined ? "" : ` title="${escape(content)}"`;
  return `<span class="${name}"${title}>${shown(content)}</span>`;
}

function shown(content: string | undefined): string {
  return content === undefined || content === "" ? `<i>none</i>` : escape(content);
}

function block(title: string, content: unknown): string {
  return `<figure><figcaption>${escape(title)}</figcaption><pre>${escape(pretty(content))}</pre></figure>`;
}

function pretty(content: unknown): string {
  return typeof content === "string" ? content : JSON.stringify(content, null, 2);
}

function verdict(fate: EventFate, reply: Reply): string {
  return `<span class="verdict ${fate}">${wordsFor(fate, reply)}</span>`;
}

function wordsFor(fate: EventFate, reply: Reply): string {
  switch (fate) {
    case "counted":
    case "merged":
    case "dropped":
    case "test":
      return FATE_WORDS[fate] + toldWrong(reply);
    case "refused":
    case "unread":
      return reply.kind === "answer" ? `${FATE_WORDS[fate]} ${reply.answer.code}` : FATE_WORDS[fate];
  }
}

/** What the sender of an event that was taken in is told instead. */
function toldWrong(reply: Reply): string {
  if (reply.kind === "drip") return ", answer slow";
  if (reply.kind !== "answer") return ", answer lost";
  const { code } = reply.answer;
  return code === 0 || code === 40050 || code === 20001 ? "" : `, told ${code}`;
}

const FATE_WORDS: Readonly<Record<EventFate, string>> = {
  counted: "Counted",
  merged: "Copy, merged",
  dropped: "Copy, dropped",
  test: "Test, shown only",
  refused: "Refused",
  unread: "Not taken",
};

function money(value: number, currency: string): string {
  if (!/^[A-Z]{3}$/.test(currency)) return `${value} ${currency}`.trim();
  return new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" }).format(value);
}

function clock(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" }).format(at);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
