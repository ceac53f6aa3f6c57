/** What the double answers at the roots of the Admin schema. */
import { GraphQLError } from "graphql";
import { bulkOperationNode } from "../bulk/bulk-operation.ts";
import type { ShopState } from "../shop-state.ts";
import { connection, type PageArguments } from "./connection.ts";
import {
  findMetafield,
  metafieldNode,
  metafieldsOf,
  setMetafields,
  type MetafieldInput,
} from "./metafields.ts";
import { bulkAnswers } from "./bulk-answers.ts";
import type { Asked } from "./fields/asked.ts";
import { orderAnswer, ordersAnswer, ordersCountAnswer, type OrdersArguments } from "./orders-answer.ts";
import type { AdminSchema } from "./schema.ts";
import {
  createWebPixel,
  deleteWebPixel,
  readWebPixel,
  updateWebPixel,
  type WebPixelInput,
} from "./web-pixel.ts";

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

/** Any object by its global id; null for one there is not. */
function nodeAnswer(state: ShopState, id: string, asked: Asked): object | null {
  if (id.startsWith("gid://shopify/Order/")) return orderAnswer(id, asked);
  if (id.startsWith("gid://shopify/BulkOperation/")) {
    const operation = state.bulk.find(id);
    return operation === undefined ? null : bulkOperationNode(operation, state.origin());
  }
  throw new GraphQLError(`the sandbox does not answer node(id: "${id}") yet`);
}

/** The root value for one request: queries and mutations side by side, their names never meet. */
export function rootAnswers(state: ShopState, admin: AdminSchema): object {
  return {
    ...bulkAnswers(state, admin),
    shop: () => shopAnswer(state),
    app: ({ id }: { id?: string | null }) => (id == null || id === state.appGid ? appAnswer(state) : null),
    currentAppInstallation: () => installationAnswer(state),
    orders: (given: OrdersArguments, asked: Asked) => ordersAnswer(given, asked),
    ordersCount: (given: OrdersArguments & { limit?: number }, asked: Asked) =>
      ordersCountAnswer(given, asked),
    order: ({ id }: { id: string }, asked: Asked) => orderAnswer(id, asked),
    node: ({ id }: { id: string }, asked: Asked) => nodeAnswer(state, id, asked),
    nodes: ({ ids }: { ids: string[] }, asked: Asked) => ids.map((id) => nodeAnswer(state, id, asked)),
    webPixel: ({ id }: { id?: string | null }) => readWebPixel(state, id),
    webPixelCreate: ({ webPixel }: { webPixel: WebPixelInput }) => createWebPixel(state, webPixel),
    webPixelUpdate: ({ id, webPixel }: { id: string; webPixel: WebPixelInput }) =>
      updateWebPixel(state, id, webPixel),
    webPixelDelete: ({ id }: { id: string }) => deleteWebPixel(state, id),
    metafieldsSet: ({ metafields }: { metafields: MetafieldInput[] }) =>
      setMetafields(state, metafields, state.now()),
  };
}
