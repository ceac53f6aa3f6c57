/** Relay connections as Shopify pages them: `first` and `after`, edges, nodes, pageInfo. */
import { GraphQLError } from "graphql";
import type { Asked } from "./fields/asked.ts";

/** The paging arguments of a connection field. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** A node that can be pointed at by its id. */
export interface Node {
  id: string;
}

/** An item of a page with the cursor that continues after it. */
export interface Edge {
  cursor: string;
  node: unknown;
}

const MAXIMUM_PAGE = 250;

/** How many items a page may have; refuses what Shopify refuses, and says so where the sandbox cannot page backwards. */
export function pageSize(page: PageArguments): number {
  if (page.last != null || page.before != null)
    throw new GraphQLError("the sandbox does not page backwards yet");
  if (page.first == null) throw new GraphQLError("you must provide one of first or last");
  if (page.first < 1 || page.first > MAXIMUM_PAGE)
    throw new GraphQLError(`first must be between 1 and ${MAXIMUM_PAGE}`);
  return page.first;
}

/** The error for a cursor that is not one, or one of another sort. */
export const invalidCursor = (): GraphQLError =>
  new GraphQLError("Invalid cursor for current pagination sort.");

/** The connection object around a page. */
export function pageOf(edges: readonly Edge[], hasPreviousPage: boolean, hasNextPage: boolean): object {
  const pageInfo = {
    hasNextPage,
    hasPreviousPage,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { edges, nodes: edges.map(({ node }) => node), pageInfo };
}

const cursorAt = (index: number): string => Buffer.from(`at ${index}`).toString("base64url");

function startOf(after: string | null | undefined): number {
  if (after == null) return 0;
  const index = /^at (\d+)$/.exec(Buffer.from(after, "base64url").toString())?.[1];
  if (index === undefined) throw invalidCursor();
  return Number(index) + 1;
}

/** One page of a list that keeps its order; the whole list for a bulk operation. */
export function connection(nodes: readonly unknown[], page: PageArguments, asked?: Asked): object {
  const start = asked?.bulk === undefined ? startOf(page.after) : 0;
  const size = asked?.bulk === undefined ? pageSize(page) : nodes.length;
  const edges = nodes
    .slice(start, start + size)
    .map((node, index) => ({ cursor: cursorAt(start + index), node }));
  return pageOf(edges, start > 0, start + edges.length < nodes.length);
}
