/* global HTMLElement, RadioNodeList, customElements, document, fetch, window */
/**
 * Stands in for Shopify's dynamic checkout button: a press reads the product form it is in, makes a cart of its own by
 * the Storefront API, and goes to its checkout. Names of elements and classes are Shopify's, as themes rely on them.
 */
(() => {
  /** The form's item: variant, quantity, and the properties of enabled fields. */
  function readLine(form) {
    const value = (name) => {
      const field = form.elements.namedItem(name);
      return field instanceof RadioNodeList ? field.value : field?.value;
    };
    const attributes = [...form.elements].flatMap((field) => {
      const key = /^properties\[(.+)\]$/.exec(field.name)?.[1];
      return key === undefined || field.disabled ? [] : [{ key, value: field.value }];
    });
    const merchandiseId = `gid://shopify/ProductVariant/${value("id")}`;
    return { merchandiseId, quantity: Number(value("quantity") ?? 1), attributes };
  }

  async function buy(form) {
    const response = await fetch(
      window.Shopify.routes.root + "api/unstable/graphql.json?operation_name=cartCreate",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ variables: { input: { lines: [readLine(form)] } } }),
      },
    );
    const { data } = await response.json();
    const { cart, userErrors } = data.cartCreate;
    if (cart) window.location.assign(cart.checkoutUrl);
    else throw new Error(userErrors[0].message);
  }

  class AcceleratedCheckout extends HTMLElement {
    connectedCallback() {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "shopify-payment-button__button shopify-payment-button__button--unbranded";
      button.textContent = "Buy it now";
      button.addEventListener("click", () => buy(this.closest("form")));
      this.append(button);
    }
  }

  customElements.define("shopify-accelerated-checkout", AcceleratedCheckout);
})();
