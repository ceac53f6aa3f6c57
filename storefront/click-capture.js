/**
 * Carries TikTok's click id from the landing page into the cart, for visitors who allowed it. Described in
 * docs/attributes.md; built into extensions/click-capture/assets by scripts/build-storefront.mjs.
 * Anything here may fail, but only silently and alone: the shop must not notice. Hence the empty catches.
 */
/* global document, fetch, localStorage, location, self, setTimeout, Shopify */
/* eslint no-empty: ["error", { "allowEmptyCatch": true }] */

/**
 * What is stored, and what is posted to the cart while `sent` is not there yet.
 * @typedef {{ attributes: Record<string, string>, sent?: number }} Click
 */

/** Names the storage entry, and the mark on the page that a copy of this script is at work. */
const KEY = "_tt_click";

/** 30 days, as long as TikTok's own tags keep a click. */
const KEEP_SECONDS = 2592000;

/** The cart is written when the page has nothing better to do; WebKit may lack requestIdleCallback. */
const whenIdle = self.requestIdleCallback || setTimeout;

const RETRY_MS = 3000;

/** Visible ASCII without braces, no unexpanded macro. The server checks again: app/attribution/click-id.ts. */
const CLICK_ID = /^(?!_+CLICKID_+$)[!-z|~]{1,1024}$/i;

/** Unix seconds, as a string. */
const now = (Date.now() / 1000).toFixed();

/** @type {Click | undefined} This page's click, else the stored one. In memory only until consent is given. */
let click;

/** Something of this visitor is in storage or in the cart, so a refusal has something to remove. */
let kept = false;

/** @type {Click | undefined} What the cart should hold now: a write of anything else stops. */
let wanted;

/** Writes go one after another, so that the newest is also the last to arrive. */
let writes = Promise.resolve();

// The click an earlier page stored, unless it is too old.
try {
  const stored = JSON.parse(localStorage[KEY]);
  kept = stored.attributes._tt_time > now - KEEP_SECONDS;
  if (kept) click = stored;
  else save();
} catch {}

// The click this page was opened with. Not URLSearchParams, which turns a plus sign into a space.
try {
  const ttclid = decodeURIComponent(find(/[?&]ttclid=([^&]*)/, location.search));
  if (CLICK_ID.test(ttclid) && !(click && click.attributes.ttclid === ttclid)) {
    click = {
      attributes: {
        ttclid,
        _ttp: "",
        _tt_page: location.origin + location.pathname,
        // Bounded: a value that the cart refuses would take the click id down with it.
        _tt_utm: location.search.replace(/[?&](?!utm_)[^&]*/g, "").slice(1, 1025),
        _tt_consent: "granted",
        _tt_time: now,
      },
    };
  }
} catch {}

try {
  // Themes and tag managers include scripts twice: the second copy leaves the click to the first.
  if (click && !self[KEY]) {
    self[KEY] = true;
    document.addEventListener("visitorConsentCollected", decide);
    if (!click.sent) Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], decide);
  }
} catch {}

/**
 * Acts on what the visitor allows now: telling TikTok is both marketing and sale of data. Only Shopify's own
 * answer counts, since any script can dispatch the event. No answer is neither consent nor refusal.
 */
function decide() {
  try {
    const privacy = Shopify.customerPrivacy;
    if (privacy.marketingAllowed() && privacy.saleOfDataAllowed()) {
      wanted = click;
      kept = true;
      click.attributes._ttp = find(/(?:^|; )_ttp=([^;]*)/, document.cookie);
      save();
      whenIdle(() => write(click));
    } else if (kept) {
      kept = false;
      save();
      delete click.sent;
      wanted = { attributes: {} };
      for (const name in click.attributes) wanted.attributes[name] = "";
      // At once: consent banners like to reload the page.
      write(wanted);
    }
  } catch {}
}

/** Makes storage say what `kept` says. Where storage is blocked, the cart gets the click from this page only. */
function save() {
  try {
    if (kept) localStorage[KEY] = JSON.stringify(click);
    else delete localStorage[KEY];
  } catch {}
}

/** Merges the attributes into the cart, empty or not. One retry; after that the next page view tries again. */
function write(target, isRetry) {
  writes = writes.then(async () => {
    if (wanted !== target || target.sent) return;
    let ok;
    try {
      ({ ok } = await fetch(((Shopify.routes || {}).root || "/") + "cart/update.js", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(target),
        keepalive: true,
      }));
    } catch {}
    if (ok && wanted === target) {
      target.sent = 1;
      save();
    } else if (!isRetry) setTimeout(write, RETRY_MS, target, true);
  });
}

/** The first group of a match, or "": an empty attribute clears what an older click left in the cart. */
function find(pattern, text) {
  return (pattern.exec(text) || ["", ""])[1];
}
