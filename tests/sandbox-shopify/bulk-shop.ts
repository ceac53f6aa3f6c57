/** An app that runs bulk operations on a simulated shop. */
import { expect } from "vitest";
import { draft, openSimulatedShop } from "./simulated-shop.ts";

/** Orders with their lines. */
export const LINES = "{ orders { edges { node { id name lineItems { edges { node { id sku } } } } } } }";

export interface Operation {
  id: string;
  status: string;
  errorCode: string | null;
  objectCount: string;
  rootObjectCount: string;
  fileSize: string | null;
  url: string | null;
  partialDataUrl: string | null;
  completedAt: string | null;
}

export interface Payload {
  bulkOperation: Operation | null;
  userErrors: { code?: string; message: string; field: string[] | null }[];
}

const FIELDS = "id status errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt";

const RUN = `mutation ($query: String!, $groupObjects: Boolean!) {
  bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) { bulkOperation { ${FIELDS} } userErrors { code field message } } }`;
const READ = `query ($id: ID!) { bulkOperation(id: $id) { ${FIELDS} } }`;
const CANCEL =
  "mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { id status } userErrors { field message } } }";

/** A simulated shop, and how an app asks it for bulk operations. */
export function openBulkShop() {
  const shop = openSimulatedShop();
  const download = async (url: string | null) => {
    const response = await shop.platform.fetch(url ?? "https://nowhere.invalid/");
    return { status: response.status, text: await response.text() };
  };
  return {
    ...shop,
    download,
    place: (count: number) => Array.from({ length: count }, () => shop.orders.place(draft())),
    finishes: () => shop.arrivals.filter(({ topic }) => topic === "bulk_operations/finish"),
    async run(query: string, groupObjects = true): Promise<Payload> {
      const { data, errors } = await shop.ask(RUN, { query, groupObjects });
      expect(errors).toBeUndefined();
      return data?.["bulkOperationRunQuery"] as Payload;
    },
    async read(id: string | undefined): Promise<Operation> {
      return (await shop.ask(READ, { id })).data?.["bulkOperation"] as Operation;
    },
    async cancel(id: string | undefined): Promise<Payload> {
      return (await shop.ask(CANCEL, { id })).data?.["bulkOperationCancel"] as Payload;
    },
    async linesAt(url: string | null) {
      const { text } = await download(url);
      return text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, string>);
    },
  };
}

export type BulkShop = ReturnType<typeof openBulkShop>;
