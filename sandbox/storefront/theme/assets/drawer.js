/* global FormData, document, fetch, window */
/** A theme that adds to the cart by Ajax and shows the cart in a drawer beside the page. */
(() => {
  const root = window.Shopify.routes.root;
  const drawer = document.createElement("dialog");
  drawer.className = "drawer";
  drawer.setAttribute("aria-label", "Cart");
  document.body.append(drawer);

  function element(name, text, properties = {}) {
    return Object.assign(document.createElement(name), { textContent: text }, properties);
  }

  const money = (cents) => `$${(cents / 100).toFixed(2)}`;

  function line(item) {
    const row = element("li", "");
    const picture = element("img", "", { src: item.image, alt: "", width: 64, height: 64 });
    const name = element("span", item.title);
    name.append(element("small", `Quantity ${item.quantity}`));
    row.append(picture, name, element("span", money(item.final_line_price)));
    return row;
  }

  async function post(path, body) {
    const response = await fetch(root + path, { method: "POST", body });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  }

  async function show() {
    const cart = await (await fetch(`${root}cart.js`)).json();
    const list = element("ul", "");
    list.append(...cart.items.map(line));
    const head = element("header", "");
    const close = element("button", "Close", { type: "button", className: "linkish" });
    close.addEventListener("click", () => drawer.close());
    head.append(element("h2", "Your cart"), close);
    const total = element("p", `Subtotal ${money(cart.total_price)}`, { className: "subtotal" });
    const pay = element("a", "Check out", { className: "button", href: `${root}checkout` });
    const empty = element("button", "Empty the cart", { type: "button", className: "linkish" });
    empty.addEventListener("click", () => void post("cart/clear.js").then(show));
    const foot = cart.item_count > 0 ? [total, pay, empty] : [element("p", "It is empty so far.")];
    drawer.replaceChildren(head, list, ...foot);
    document.querySelector("[data-cart-count]").textContent = cart.item_count || "";
    if (!drawer.open) drawer.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.action.endsWith("/cart/add")) return;
    event.preventDefault();
    post("cart/add.js", new FormData(form)).then(show, () => form.submit());
  });
})();
