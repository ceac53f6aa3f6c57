/* global Event, document, fetch, window */
/**
 * Stands in for `Shopify.actions.updateCart` as far as attributes go: it announces the whole new set, then puts it in
 * the place of the old one.
 */
(() => {
  async function replace(attributes) {
    const response = await fetch(
      window.Shopify.routes.root + "api/unstable/graphql.json?operation_name=cartAttributesUpdate",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ variables: { attributes } }),
      },
    );
    const { data } = await response.json();
    return data.cartAttributesUpdate;
  }

  function updateCart({ attributes }) {
    const promise = replace(attributes);
    const event = new Event("shopify:cart:attributes-update", { bubbles: true });
    document.dispatchEvent(Object.assign(event, { attributes, context: "standard-action", promise }));
    return promise;
  }

  window.Shopify = window.Shopify || {};
  window.Shopify.actions = { updateCart };
})();
