/** The page where a person makes TikTok fail. */
import { type Html, html } from "../shopify/admin/html.ts";
import { TOKEN_STATES } from "./access.ts";
import type { ControlState } from "./controls.ts";
import { FAULT_GROUPS, describe } from "./fault-words.ts";
import { TOKEN_WORDS, unusual } from "./unusual.ts";

/** Renders the whole page. `control.js` turns its forms into commands. */
export function renderControls(state: ControlState): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Make TikTok fail (sandbox)</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page.css" />
        <link rel="stylesheet" href="/control.css" />
        <script src="/control.js" defer></script>
      </head>
      <body>
        <header>
          <h1>TikTok Events API <span>double on this machine</span></h1>
          <nav aria-label="Pages">
            <a href="/">What it received</a> <a href="/control" aria-current="page">Make it fail</a>
          </nav>
        </header>
        <main class="controls">
          <section aria-labelledby="now">
            <h2 id="now">Now</h2>
            <div id="state" aria-live="polite">${nowList(state)}</div>
            <form data-do="calm"><button>Stop all faults</button></form>
          </section>
          <p id="complaint" role="alert" hidden></p>
          ${script()} ${random(state)} ${tokens(state)} ${speed(state)} ${clock()} ${habits(state)}
        </main>
      </body>
    </html> `.text;
}

function nowList(state: ControlState): Html {
  const lines = unusual(state);
  if (lines.length === 0) return html`<p>TikTok works as usual.</p>`;
  return html`<ul>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}

function script(): Html {
  return html`<section aria-labelledby="next">
    <h2 id="next">The next requests</h2>
    <form data-do="next">
      <label>How many <input name="times" type="number" min="1" max="10000" value="1" required /></label>
      <label class="wide"
        >What TikTok does
        <select name="fault">
          ${FAULT_GROUPS.map(
            ({ title, faults }) =>
              html`<optgroup label="${title}">
                ${faults.map(
                  (fault) => html`<option value="${JSON.stringify(fault)}">${describe(fault)}</option>`,
                )}
              </optgroup>`,
          )}
        </select></label
      >
      <button>Add</button>
    </form>
  </section>`;
}

function random({ random: running }: ControlState): Html {
  const rates = new Map(running?.plan.faults.map(({ rate, fault }) => [JSON.stringify(fault), rate * 100]));
  const groups = FAULT_GROUPS.map(
    ({ title, faults }) =>
      html`<fieldset>
        <legend>${title}</legend>
        ${faults.map((fault) => {
          const key = JSON.stringify(fault);
          return html`<label
            ><span>${describe(fault)}</span>
            <input
              type="number"
              min="0"
              max="100"
              step="any"
              data-fault="${key}"
              value="${String(rates.get(key) ?? "")}"
              placeholder="0"
          /></label>`;
        })}
      </fieldset>`,
  );
  return html`<section aria-labelledby="random">
    <h2 id="random">At random</h2>
    <p>
      Of all requests that the list above does not spoil, so many per cent. The same seed and the same
      requests give the same faults.
    </p>
    <form data-do="random">
      <label>Seed <input name="seed" type="number" value="${running?.plan.seed ?? 1}" required /></label>
      <button>Start</button>
      <details class="rates">
        <summary>What happens how often, in per cent</summary>
        ${groups}
      </details>
    </form>
  </section>`;
}

function tokens({ tokens: pixels, rules }: ControlState): Html {
  return html`<section aria-labelledby="pixels">
    <h2 id="pixels">Pixels</h2>
    ${pixels.map(({ pixel, token }) => {
      const isThrottled = rules.throttledPixels.includes(pixel);
      return html`<form data-do="pixel" data-pixel="${pixel}">
        <code>${pixel}</code>
        <label
          >Token
          <select name="token">
            ${TOKEN_STATES.map((state) => choice(state, TOKEN_WORDS[state], state === token))}
          </select></label
        >
        <label
          >Speed
          <select name="throttled">
            ${choice("no", "as usual", !isThrottled)}${choice("yes", "throttled, 40132", isThrottled)}
          </select></label
        >
        <button>Apply</button>
      </form>`;
    })}
  </section>`;
}

function choice(value: string, words: string, isChosen: boolean): Html {
  return isChosen
    ? html`<option value="${value}" selected>${words}</option>`
    : html`<option value="${value}">${words}</option>`;
}

function speed({ rules }: ControlState): Html {
  return html`<section aria-labelledby="speed">
    <h2 id="speed">Speed</h2>
    <form data-do="speed">
      <label
        >Requests a second
        <input
          name="requestsPerSecond"
          type="number"
          min="1"
          placeholder="no limit"
          value="${rules.requestsPerSecond ?? ""}"
      /></label>
      <label
        >For one pixel
        <input
          name="pixelRequestsPerSecond"
          type="number"
          min="1"
          placeholder="no limit"
          value="${rules.pixelRequestsPerSecond ?? ""}"
      /></label>
      <label
        >Every answer takes, ms
        <input name="latencyMs" type="number" min="0" value="${rules.latencyMs}" required
      /></label>
      <button>Apply</button>
    </form>
  </section>`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function clock(): Html {
  const leaps: [string, number][] = [
    ["6 minutes on: copies are no longer merged", 6 * MINUTE],
    ["49 hours on: copies count again", 49 * HOUR],
    ["Back to the right time", 0],
  ];
  return html`<section aria-labelledby="clock">
    <h2 id="clock">TikTok's clock</h2>
    ${leaps.map(
      ([words, aheadMs]) =>
        html`<form data-do="clock" data-ahead="${aheadMs}"><button>${words}</button></form>`,
    )}
  </section>`;
}

function habits({ rules }: ControlState): Html {
  return html`<section aria-labelledby="habits">
    <h2 id="habits">What nobody knows of TikTok</h2>
    <form data-do="habits">
      <label
        >A copy that does not count is answered
        <select name="copiesCode">
          ${choice("0", "0, accepted", rules.copiesCode === 0)}${choice("40050", "40050, received before", rules.copiesCode === 40050)}
        </select></label
      >
      <label
        >A refused batch
        <select name="batchIndex">
          ${choice("named", "tells which event is wrong", rules.batchIndex === "named")}${choice("unnamed", "does not tell which event is wrong", rules.batchIndex === "unnamed")}
        </select></label
      >
      <label class="wide"
        >Event ids that are refused, with their batch
        <input
          name="refusedEvents"
          placeholder="order_1001, order_1002"
          value="${rules.refusedEvents.map(({ eventId }) => eventId).join(", ")}"
      /></label>
      <button>Apply</button>
    </form>
  </section>`;
}
