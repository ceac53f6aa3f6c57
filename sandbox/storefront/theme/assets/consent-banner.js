/* global document, window */
/** The shop's cookie banner, behind Shopify's Customer Privacy API. Without that API it stays away. */
(() => {
  const banner = document.querySelector("[data-consent]");
  const opener = document.querySelector("[data-consent-open]");
  if (!banner || !opener || !window.Shopify.loadFeatures) return;

  const decide = (allowed) => {
    const consent = { analytics: allowed, marketing: allowed, preferences: allowed, sale_of_data: allowed };
    window.Shopify.customerPrivacy.setTrackingConsent(consent, (problem) => {
      if (!problem) banner.hidden = true;
    });
  };

  window.Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], (error) => {
    if (error) return;
    opener.hidden = false;
    banner.hidden = !window.Shopify.customerPrivacy.shouldShowBanner();
    banner.querySelector("[data-accept]").addEventListener("click", () => decide(true));
    banner.querySelector("[data-decline]").addEventListener("click", () => decide(false));
    opener.addEventListener("click", () => {
      banner.hidden = false;
      banner.querySelector("[data-accept]").focus();
    });
  });
})();
