/* global document, window */
/** Stands in for Shopify's feature loader: `Shopify.loadFeatures([{ name, version }], callback)`. */
(() => {
  const sources = { "consent-tracking-api@0.1": "/cdn/shopifycloud/consent-tracking-api.js" };
  const loading = {};

  function load({ name, version }) {
    const feature = `${name}@${version}`;
    const source = sources[feature];
    if (!source) return Promise.reject(new Error(`Could not load feature ${feature}`));
    loading[feature] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`Could not load feature ${feature}`));
      document.head.append(script);
    });
    return loading[feature];
  }

  window.Shopify = window.Shopify || {};
  window.Shopify.loadFeatures = (features, callback = () => {}) => {
    Promise.all(features.map(load)).then(
      () => callback(),
      (error) => callback(error),
    );
  };
})();
