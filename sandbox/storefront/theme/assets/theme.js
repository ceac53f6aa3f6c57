/* global document, fetch, window */
/** The theme's own script: the cart count, which cached pages cannot contain. */
(() => {
  const count = document.querySelector("[data-cart-count]");
  // Without a cart there is nothing to count and nothing to ask for.
  if (!count || !/(^|; )cart=/.test(document.cookie)) return;
  fetch(`${window.Shopify.routes.root}cart.js`)
    .then((response) => response.json())
    .then((cart) => {
      count.textContent = cart.item_count || "";
    })
    .catch(() => {});
})();
