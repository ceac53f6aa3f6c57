/* global document, fetch, location, URLSearchParams, window */
/** A minimal stand-in for a click-capturing app: asks for consent, then writes one cart attribute. */
(() => {
  const ttclid = new URLSearchParams(location.search).get("ttclid");
  if (!ttclid) return;
  const capture = () => {
    const privacy = window.Shopify.customerPrivacy;
    if (!privacy?.marketingAllowed() || !privacy.saleOfDataAllowed()) return;
    fetch(`${window.Shopify.routes.root}cart/update.js`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ attributes: { ttclid } }),
    });
  };
  document.addEventListener("visitorConsentCollected", capture);
  window.Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], capture);
})();
