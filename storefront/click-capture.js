/**
 * Carries TikTok's click id from the landing page to the order, for visitors who allow it: in the cart's attributes,
 * and in a property of the product form while a dynamic checkout button is used. Described in docs/attributes.md;
 * built into extensions/click-capture/assets by scripts/build-storefront.mjs.
 * Anything here may fail, but only silently and alone: the shop must not notice. Hence the empty catches. It has to
 * fit into 1,024 bytes gzipped, hence its few, general parts: whatever happens, `look` finds out what to do.
 */
/* global AbortController, FormData, PerformanceObserver, Shopify, addEventListener, document, fetch, localStorage, location, self, setTimeout */
/* eslint no-empty: ["error", { "allowEmptyCatch": true }] */
// A block keeps the names out of the page's scope.
{
  /** Names the storage entry and the global that marks this script as running; "properties[_ttclid]" holds it too. */
  const KEY = "_ttclid";

  /** Unix seconds. Not `| 0`, which overflows in 2038. */
  const now = (Date.now() / 1000) >>> 0;

  /** @type {HTMLInputElement | undefined} The property for product forms; there once this page has been set up. */
  let input;

  /**
   * Stops a write that would create a cart while the shop may be creating one: the later answer's cookie would win, and
   * the shopper's item could be in the other cart. Replaced by something without a signal once there is a cart to lose.
   * @type {{ abort?(): void, signal?: AbortSignal }}
   */
  let race = new AbortController();

  /** The newest click, under the names of its cart attributes. This one is 30 days old: what is older is not taken. */
  let click = { _tt_time: now - 2592000 };

  /** @type {1 | "" | undefined} Whether the visitor allows it, as the consent API said on this page. */
  let granted;

  /** One more than the writes this page may still make: another script may want the opposite, for ever. */
  let left = 4;

  /** @type {Promise<unknown> | undefined} The newest job: jobs run one after another. */
  let job;

  /**
   * Shopify's dynamic checkout buttons leave the cart and its attributes behind but read the product form, so the form
   * holds the click id from a click on one to the next click elsewhere: in an ordinary add to cart it would split lines.
   * On window and capturing, to run before the button and the theme do; Enter in a field clicks the form's button too.
   */
  const touch = ({ target }) => {
    try {
      const form = target.closest("form");
      if (target.closest(".shopify-payment-button")) {
        // This page may come from the browser's page cache, and consent may have gone since.
        look();
        granted && form.append(input);
      } else {
        input.remove();
        // Perhaps an add to cart.
        form && race.abort();
      }
    } catch {}
  };

  /** Takes the newest click, asks for consent and acts on it. Only Shopify's own answer counts, events can be faked. */
  const look = () => {
    try {
      // Perhaps stored by an earlier page, or by another tab since.
      const stored = JSON.parse(localStorage[KEY]);
      if (stored._tt_time > click._tt_time) click = stored;
    } catch {}
    try {
      if (!input) {
        input = document.createElement("input");
        input.type = "hidden";
        input.name = "properties[_ttclid]";
        // Not URLSearchParams, which turns a plus sign into a space.
        let [, ttclid = ""] = /\bttclid=([^;&]*)/.exec(location.search) || [];
        ttclid = decodeURIComponent(ttclid);
        // A new one of visible ASCII, no braces and no unexpanded macro. The server checks it too: app/attribution/click-id.ts.
        if (click.ttclid != ttclid && /^(?!_+clickid)[!-z|~]{1,1024}$/i.exec(ttclid)) {
          click = {
            ttclid,
            _tt_time: now,
            // Empty clears what an older click left in the cart.
            _ttp: "",
            _tt_page: location.href.split("?")[0],
            // Bounded: a value that the cart refuses would take the click id down with it.
            _tt_utm: location.search.replace(/[?&](?!utm_)[^&]*/g, "").slice(1, 1025),
            _tt_consent: "granted",
          };
        }
        if (click.ttclid) {
          addEventListener("click", touch, 1);
          addEventListener("visitorConsentCollected", look, 1);
          // The shop's own cart requests, which may lose our attributes. Ours end in a question mark instead of a letter.
          new PerformanceObserver(
            (list) => /(cart\/|graphql)[^"]*\w"/.exec(JSON.stringify(list.getEntries())) && look(),
          ).observe({ type: "resource" });
          Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], look);
        } else delete localStorage[KEY];
      }
      // Telling TikTok is both marketing and sale of data. No answer is neither consent nor refusal: this line throws.
      const privacy = Shopify.customerPrivacy;
      if (click.ttclid && privacy.marketingAllowed() && privacy.saleOfDataAllowed()) {
        granted = 1;
        [, click._ttp = ""] = /\b_ttp=([^;&]*)/.exec(document.cookie) || [];
        input.value = click.ttclid;
        write();
        // Last, because it may throw. What is not in the cart when the page goes is the next page's to write.
        localStorage[KEY] = JSON.stringify(click);
      } else if (granted || localStorage[KEY]) {
        race = click;
        granted = "";
        write();
        input.remove();
        delete localStorage[KEY];
      }
    } catch {}
  };

  /**
   * Makes the cart say what `granted` says: a click that is not in it is written, a withdrawn one is cleared, and that
   * at once, since consent banners like to reload the page. One retry; after that the next page view looks again.
   */
  const write = (isRetry) => {
    job = (async (before) => {
      await before;
      let cart = click;
      if (
        !granted ||
        ((cart = await (await fetch(Shopify.routes.root + "cart.js")).json()).attributes.ttclid !=
          click.ttclid &&
          --left > 0)
      ) {
        if (cart.item_count) race = cart;
        const body = new FormData();
        for (const name in click) body.append("attributes[" + name + "]", granted && click[name]);
        // Read to its end: Chromium counts an answer that nobody reads as under way for ever. Without attributes, a refusal, this throws.
        (cart = await (
          await fetch(Shopify.routes.root + "cart/update.js?", {
            method: "POST",
            body,
            // Not while it may have to be given up: Chromium 156 lets an aborted keepalive request go on.
            keepalive: !race.signal,
            signal: race.signal,
          })
        ).json()).attributes.ttclid;
      }
    })(job).catch(() => isRetry || setTimeout(write, 3000, 1));
  };

  // Themes and tag managers include scripts twice. A page rendered ahead does nothing until the visitor is on it.
  if (!self[KEY]) {
    self[KEY] = 1;
    if (document.prerendering) addEventListener("prerenderingchange", look, 1);
    else look();
  }
}
