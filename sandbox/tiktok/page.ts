/** The page that shows what arrived, newest first, as a string of HTML. */
import type { EventFate, ReceivedEvent, ReceivedRequest } from "./received.ts";
import type { Reply } from "./replies.ts";
import { inWords } from "./replies.ts";
import { PURCHASE_NAMES } from "./schema.ts";

const MAX_ROWS = 200;

/** Renders the whole page. */
export function renderPage(received: readonly ReceivedRequest[]): string {
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
<p><code>POST /open_api/v1.3/event/track/</code></p>
</header>
<main id="received" data-requests="${received.length}">
${totals(received)}
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

function totals(received: readonly ReceivedRequest[]): string {
  const events = received.flatMap((request) => request.events);
  const having = (...fates: EventFate[]) => events.filter((event) => fates.includes(event.fate)).length;
  const purchases = events.filter(
    (event) => event.fate === "counted" && PURCHASE_NAMES.includes(event.name ?? ""),
  );
  return `<dl class="totals">
${total("Purchases counted", String(purchases.length))}
${total("Value counted", valueOf(purchases))}
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
    return [row(request, { fate: "refused", raw: request.body, name: "No events" }, 0)];
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
      return FATE_WORDS[fate] + (reply.kind === "answer" ? "" : ", answer lost");
    case "refused":
    case "unread":
      return reply.kind === "answer" ? `${FATE_WORDS[fate]} ${reply.answer.code}` : FATE_WORDS[fate];
  }
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
