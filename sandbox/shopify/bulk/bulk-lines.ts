/** An answer's tree as Shopify's JSONL: one line for each node, with `__parentId` on those of nested connections. */

type Json = Record<string, unknown>;

/** A node of the root connection with all that hangs below it. */
export interface Tree {
  /** The line without its line break. */
  line: string;
  children: Tree[];
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The nodes of a connection as it was selected; undefined for any other value. */
function nodesOf(value: unknown): Json[] | undefined {
  if (!isObject(value)) return undefined;
  const { nodes, edges } = value;
  if (Array.isArray(nodes)) return nodes as Json[];
  return Array.isArray(edges) ? (edges as { node: Json }[]).map(({ node }) => node) : undefined;
}

/** Takes the connections out of an object, however deep they are in it, and hands their nodes over. */
function withoutConnections(value: Json, take: (nodes: Json[]) => void): Json {
  const rest: Json = {};
  for (const [key, part] of Object.entries(value)) {
    const nodes = nodesOf(part);
    if (nodes !== undefined) take(nodes);
    else rest[key] = isObject(part) ? withoutConnections(part, take) : part;
  }
  return rest;
}

function treeOf(node: Json, parentId: unknown): Tree {
  const children: Tree[] = [];
  const rest = withoutConnections(node, (nodes) => {
    for (const child of nodes) children.push(treeOf(child, node["id"]));
  });
  if (parentId !== undefined) rest["__parentId"] = parentId;
  return { line: JSON.stringify(rest), children };
}

/** The root connection's nodes of an answer's `data`. */
export function treesOf(data: object): Tree[] {
  const roots: Tree[] = [];
  withoutConnections(data as Json, (nodes) => {
    for (const node of nodes) roots.push(treeOf(node, undefined));
  });
  return roots;
}

const below = (trees: readonly Tree[]): string[] =>
  trees.flatMap(({ line, children }) => [line, ...below(children)]);

/**
 * The lines of one chunk. Grouped, children follow their parent. Ungrouped Shopify promises no order; which one it
 * takes is a guess, and every other chunk has the children first, so that nobody leans on any.
 */
export function linesOf(trees: readonly Tree[], isGrouped: boolean, chunk: number): string[] {
  if (isGrouped) return below(trees);
  const roots = trees.map(({ line }) => line);
  const children = trees.flatMap((tree) => below(tree.children)).reverse();
  return chunk % 2 === 0 ? [...roots, ...children] : [...children, ...roots];
}
