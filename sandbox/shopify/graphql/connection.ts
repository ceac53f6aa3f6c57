/** Relay connections as Shopify pages them: `first` and `after`, edges, nodes, pageInfo. */
import { GraphQLError } from "graphql";

/** The paging arguments of a connection field. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** A node that can be pointed at by a cursor. */
export interface Node {
  id: string;
}

const MAXIMUM_PAGE = 250;

const cursorOf = (node: Node): string => Buffer.from(node.id).toString("base64url");

function startOf(nodes: readonly Node[], after: string | null | undefined): number {
  if (after == null) return 0;
  const index = nodes.findIndex((node) => cursorOf(node) === after);
  if (index < 0) throw new GraphQLError(`Invalid cursor for current pagination sort.`);
  return index + 1;
}

/** One page of `nodes`; refuses what Shopify refuses, and says so where the sandbox cannot page backwards. */
export function connection(nodes: readonly Node[], page: PageArguments): object {
  if (page.last != null || page.before != null)
    throw new GraphQLError("the sandbox does not page backwards yet");
  if (page.first == null) throw new GraphQLError("you must provide one of first or last");
  if (page.first < 1 || page.first > MAXIMUM_PAGE)
    throw new GraphQLError(`first must be between 1 and ${MAXIMUM_PAGE}`);
  const start = startOf(nodes, page.after);
  const shown = nodes.slice(start, start + page.first);
  const edges = shown.map((node) => ({ cursor: cursorOf(node), node }));
  const pageInfo = {
    hasNextPage: start + shown.length < nodes.length,
    hasPreviousPage: start > 0,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { edges, nodes: shown, pageInfo };
}
