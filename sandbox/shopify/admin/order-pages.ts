/** The list of orders and one order's page. */
import type { AdminAttribute, AdminLineItem, AdminMoneySet, AdminOrder } from "../graphql/admin-order.ts";
import type { ShopState } from "../shop-state.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";

const price = ({ shop_money }: AdminMoneySet): string => `${shop_money.amount} ${shop_money.currency_code}`;

const when = (iso: string): string =>
  new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(
    new Date(iso),
  ) + " UTC";

const status = (order: AdminOrder): Html =>
  html`<span class="pill ${order.financial_status === "paid" ? "good" : "open"}"
    >${order.financial_status.replace("_", " ")}</span
  >`;

function buyer(order: AdminOrder): string {
  const name = [order.customer?.first_name, order.customer?.last_name].filter(Boolean).join(" ");
  return name || order.email || "No customer";
}

function row(store: string, order: AdminOrder): Html {
  return html`<tr>
    <td><a href="${store}/orders/${order.id}">${order.name}</a></td>
    <td>${when(order.created_at)}</td>
    <td>${buyer(order)}</td>
    <td>${status(order)}</td>
    <td class="number">${price(order.total_price_set)}</td>
  </tr>`;
}

/** A page of the admin shows no more. */
const MOST_SHOWN = 250;

/** A table of orders, newest first, or a sentence when there are none. */
export function ordersTable(state: ShopState, limit = MOST_SHOWN): Html {
  const newest = state.orders.walk({ sortKey: "CREATED_AT", reverse: true });
  const shown: AdminOrder[] = [];
  for (const { order } of newest) if (shown.push(order) === limit) break;
  if (shown.length === 0)
    return html`<p class="empty">No orders yet. Buy something in the storefront and it appears here.</p>`;
  const rows = shown.map((order) => row(`/store/${state.shop.handle}`, order));
  return html`<table>
    <thead>
      <tr>
        <th>Order</th>
        <th>Date</th>
        <th>Customer</th>
        <th>Payment</th>
        <th class="number">Total</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** The list of orders. */
export function ordersPage(state: ShopState): string {
  const content = html`<h1>Orders</h1>
    <section class="card flush">${ordersTable(state)}</section>`;
  return layout(state, { title: "Orders", section: "orders", content });
}

const properties = (list: readonly AdminAttribute[]): Html =>
  html`<dl>
    ${list.map(
      ({ name, value }) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;

function line(item: AdminLineItem): Html {
  const extra = item.properties.length > 0 ? properties(item.properties) : html``;
  return html`<tr>
    <td>
      ${item.name}
      <div class="quiet">${item.sku ?? ""}</div>
      ${extra}
    </td>
    <td class="number">${price(item.price_set)} × ${item.quantity}</td>
  </tr>`;
}

function moneyRow(label: string, set: AdminMoneySet, sign = ""): Html {
  return html`<tr>
    <td>${label}</td>
    <td class="number">${sign}${price(set)}</td>
  </tr>`;
}

function lines(order: AdminOrder): Html {
  const discounted = Number(order.total_discounts_set.shop_money.amount) > 0;
  return html`<section class="card flush">
    <table>
      <tbody>
        ${order.line_items.map(line)}
      </tbody>
      <tfoot>
        ${discounted ? moneyRow("Discounts", order.total_discounts_set, "−") : html``}
        ${moneyRow("Subtotal", order.subtotal_price_set)}
        ${moneyRow("Shipping", order.total_shipping_price_set)} ${moneyRow("Tax", order.total_tax_set)}
        ${moneyRow("Total", order.total_price_set)}
      </tfoot>
    </table>
  </section>`;
}

/** One order: its lines, its buyer, and the cart attributes Shopify shows as additional details. */
export function orderPage(state: ShopState, order: AdminOrder): string {
  const none = html`<p class="quiet">The cart had no attributes.</p>`;
  const details = order.note_attributes.length > 0 ? properties(order.note_attributes) : none;
  const content = html`<p class="crumb"><a href="/store/${state.shop.handle}/orders">Orders</a></p>
    <h1>${order.name} ${status(order)}</h1>
    <p class="quiet">${when(order.created_at)} from Online Store</p>
    <div class="two">
      ${lines(order)}
      <div>
        <section class="card">
          <h2>Additional details</h2>
          ${details}
        </section>
        <section class="card">
          <h2>Customer</h2>
          <p>${buyer(order)}</p>
          <p class="quiet">${order.email ?? ""}</p>
        </section>
      </div>
    </div>`;
  return layout(state, { title: order.name, section: "orders", content });
}
