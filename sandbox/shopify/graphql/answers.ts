/** What the double answers at the roots of the Admin schema. */
import type { ShopState } from "../shop-state.ts";
import { connection, type PageArguments } from "./connection.ts";
import {
  findMetafield,
  metafieldNode,
  metafieldsOf,
  setMetafields,
  type MetafieldInput,
} from "./metafields.ts";
import { orderNode } from "./order-node.ts";
import { searchOrders, sortOrders } from "./order-search.ts";
import {
  createWebPixel,
  deleteWebPixel,
  readWebPixel,
  updateWebPixel,
  type WebPixelInput,
} from "./web-pixel.ts";

interface OrdersArguments extends PageArguments {
  query?: string | null;
  sortKey: string;
  reverse: boolean;
}

interface MetafieldArguments {
  namespace?: string | null;
  key: string;
}

function shopAnswer(state: ShopState): object {
  return {
    id: state.shopGid,
    name: state.shop.name,
    email: state.user.email,
    contactEmail: state.user.email,
    myshopifyDomain: state.shop.domain,
    url: state.shop.url ?? `https://${state.shop.domain}`,
    primaryDomain: { host: state.shop.domain, url: `https://${state.shop.domain}`, sslEnabled: true },
    currencyCode: "USD",
    ianaTimezone: "America/Phoenix",
    billingAddress: { countryCodeV2: "US", country: "United States", city: "Flagstaff", provinceCode: "AZ" },
    plan: {
      displayName: "Developer Preview",
      publicDisplayName: "Development",
      partnerDevelopment: true,
      shopifyPlus: false,
    },
  };
}

const appAnswer = (state: ShopState) => ({
  id: state.appGid,
  title: "Throughline",
  handle: "throughline",
  apiKey: state.audience.apiKey,
  embedded: true,
});

function installationAnswer(state: ShopState): object {
  const owner = state.installationGid;
  return {
    id: owner,
    app: appAnswer(state),
    accessScopes: state.scopes.map((handle) => ({ handle })),
    metafields: (page: PageArguments & { namespace?: string | null }) =>
      connection(metafieldsOf(state, owner, page.namespace), page),
    metafield: ({ namespace, key }: MetafieldArguments) => {
      const found = findMetafield(state, owner, namespace, key);
      return found === undefined ? null : metafieldNode(found);
    },
  };
}

function ordersAnswer(state: ShopState, given: OrdersArguments): object {
  const found = sortOrders(searchOrders(state.orders(), given.query), given.sortKey, given.reverse);
  return connection(
    found.map((order) => orderNode(order, state.shop.domain)),
    given,
  );
}

function orderAnswer(state: ShopState, id: string): object | null {
  const found = state.orders().find((order) => order.admin_graphql_api_id === id);
  return found === undefined ? null : orderNode(found, state.shop.domain);
}

/** The root value for one request: queries and mutations side by side, their names never meet. */
export function rootAnswers(state: ShopState, now: () => number): object {
  return {
    shop: () => shopAnswer(state),
    app: ({ id }: { id?: string | null }) => (id == null || id === state.appGid ? appAnswer(state) : null),
    currentAppInstallation: () => installationAnswer(state),
    orders: (given: OrdersArguments) => ordersAnswer(state, given),
    order: ({ id }: { id: string }) => orderAnswer(state, id),
    webPixel: ({ id }: { id?: string | null }) => readWebPixel(state, id),
    webPixelCreate: ({ webPixel }: { webPixel: WebPixelInput }) => createWebPixel(state, webPixel),
    webPixelUpdate: ({ id, webPixel }: { id: string; webPixel: WebPixelInput }) =>
      updateWebPixel(state, id, webPixel),
    webPixelDelete: ({ id }: { id: string }) => deleteWebPixel(state, id),
    metafieldsSet: ({ metafields }: { metafields: MetafieldInput[] }) =>
      setMetafields(state, metafields, now()),
  };
}
