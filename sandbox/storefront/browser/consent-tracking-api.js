/* global CustomEvent, document, fetch, navigator, window */
/**
 * Stands in for Shopify's Customer Privacy API 0.1. The verdict of each purpose is the visitor's own answer
 * where there is one, else what the region allows without asking; Global Privacy Control refuses sale of data.
 */
(() => {
  const region = window.sandboxRegion;
  delete window.sandboxRegion;
  const mustAsk = region === "eu";

  /** The answers kept in the cookie: "1", "0" or undefined for analytics, marketing, preferences, sale of data. */
  function answers() {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("_tracking_consent="));
    try {
      return JSON.parse(decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1))).con.CMP;
    } catch {
      return {};
    }
  }

  function allowed(purpose) {
    const answer = answers()[purpose];
    return answer === undefined ? !mustAsk : answer === "1";
  }

  const saleOfDataAllowed = () => navigator.globalPrivacyControl !== true && allowed("s");

  function currentVisitorConsent() {
    const word = (answer) => (answer === undefined ? "" : answer === "1" ? "yes" : "no");
    const { a, m, p, s } = answers();
    return { analytics: word(a), marketing: word(m), preferences: word(p), sale_of_data: word(s) };
  }

  function announce() {
    const detail = {
      analyticsAllowed: allowed("a"),
      marketingAllowed: allowed("m"),
      preferencesAllowed: allowed("p"),
      saleOfDataAllowed: saleOfDataAllowed(),
      firstPartyMarketingAllowed: allowed("m"),
      thirdPartyMarketingAllowed: allowed("m"),
    };
    document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail }));
  }

  /** Purposes left out keep their present verdict. */
  function setTrackingConsent(consent, callback = () => {}) {
    const body = JSON.stringify({
      analytics: consent.analytics ?? allowed("a"),
      marketing: consent.marketing ?? allowed("m"),
      preferences: consent.preferences ?? allowed("p"),
      sale_of_data: consent.sale_of_data ?? allowed("s"),
    });
    fetch("/sandbox/consent", { method: "POST", headers: { "content-type": "application/json" }, body })
      .then((response) => {
        if (!response.ok) throw new Error(`Consent was not stored: ${response.status}`);
        announce();
        callback();
      })
      .catch((error) => callback({ error: error.message }));
  }

  window.Shopify.customerPrivacy = {
    analyticsProcessingAllowed: () => allowed("a"),
    marketingAllowed: () => allowed("m"),
    preferencesProcessingAllowed: () => allowed("p"),
    saleOfDataAllowed,
    currentVisitorConsent,
    setTrackingConsent,
    shouldShowBanner: () => mustAsk && answers().m === undefined,
    saleOfDataRegion: () => region === "us",
    getRegion: () => (region === "eu" ? "DE" : "USCO"),
  };
  document.dispatchEvent(new CustomEvent("shopifyCustomerPrivacyApiLoaded"));
})();
