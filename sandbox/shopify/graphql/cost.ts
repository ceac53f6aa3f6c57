/**
 * Query cost in Shopify's shape. The rules are those Shopify has published: a scalar costs 0, an object 1, a connection 2 and what `first` asks
 * for, a mutation 10. Shopify sets some fields lower, and its numbers for large pages differ: nothing may depend on exact numbers.
 */
import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

const MUTATION_POINTS = 10;
const CONNECTION_POINTS = 2;
/** What a page costs when its size is a variable the request does not give. */
const ASSUMED_PAGE = 10;

/** What a plan allows one app on one shop, in points. */
export interface CostLimits {
  maximumAvailable: number;
  /** Per second. */
  restoreRate: number;
  /** No single query may ask for more, however full the bucket is. */
  singleQuery: number;
}

/** A Standard plan's. */
export const standardLimits: Readonly<CostLimits> = {
  maximumAvailable: 2000,
  restoreRate: 100,
  singleQuery: 1000,
};

/** `extensions.cost` of an answer; `actualQueryCost` is null when the query did not run. */
export interface Cost {
  requestedQueryCost: number;
  actualQueryCost: number | null;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

type Variables = Record<string, unknown>;

interface Pricing {
  document: DocumentNode;
  variables: Variables;
}

/** The value of `first` or `last`; undefined for a field that has neither. */
function pageSize(field: FieldNode, variables: Variables): number | undefined {
  const argument = field.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
  if (argument === undefined) return undefined;
  if (argument.value.kind === Kind.INT) return Number(argument.value.value);
  if (argument.value.kind !== Kind.VARIABLE) return ASSUMED_PAGE;
  const value = variables[argument.value.name.value];
  return typeof value === "number" ? value : ASSUMED_PAGE;
}

const isConnection = (set: SelectionSetNode): boolean =>
  set.selections.some(
    (selection) =>
      selection.kind === Kind.FIELD && ["edges", "nodes", "pageInfo"].includes(selection.name.value),
  );

function pointsOfField(field: FieldNode, set: SelectionSetNode, pricing: Pricing): number {
  const size = pageSize(field, pricing.variables);
  if (size === undefined || !isConnection(set)) return (size ?? 1) * (1 + pointsIn(set, pricing));
  // Edges and page info cost nothing; the nodes are the objects.
  const wrappers = set.selections.filter((selection) => selection.kind === Kind.FIELD);
  const nodes = wrappers.map(({ name, selectionSet }) => {
    if (selectionSet === undefined || name.value === "pageInfo") return 0;
    return name.value === "edges" ? pointsIn(selectionSet, pricing) : 1 + pointsIn(selectionSet, pricing);
  });
  return CONNECTION_POINTS + size * Math.max(0, ...nodes);
}

function pointsOf(selection: SelectionNode, pricing: Pricing): number {
  switch (selection.kind) {
    case Kind.FIELD:
      return selection.selectionSet === undefined
        ? 0
        : pointsOfField(selection, selection.selectionSet, pricing);
    case Kind.INLINE_FRAGMENT:
      return pointsIn(selection.selectionSet, pricing);
    case Kind.FRAGMENT_SPREAD: {
      const isMeant = (node: FragmentDefinitionNode) => node.name.value === selection.name.value;
      const fragment = pricing.document.definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .find(isMeant);
      return fragment === undefined ? 0 : pointsIn(fragment.selectionSet, pricing);
    }
  }
}

const pointsIn = (set: SelectionSetNode, pricing: Pricing): number =>
  set.selections.reduce((sum, selection) => sum + pointsOf(selection, pricing), 0);

/** The points a document asks for before it runs. */
export function requestedPoints(document: DocumentNode, variables: Variables): number {
  let points = 0;
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    if (node.operation === OperationTypeNode.MUTATION)
      points += MUTATION_POINTS * node.selectionSet.selections.length;
    else points += pointsIn(node.selectionSet, { document, variables });
  }
  return points;
}

/** The points of one object of an answer, by its type: edges and page info are wrappers, the root is no object of anyone's. */
export function pointsOfObject(type: string): number {
  if (type.endsWith("Connection")) return CONNECTION_POINTS;
  return type.endsWith("Edge") || type === "PageInfo" ? 0 : 1;
}

/** Shopify's leaky bucket for one app on one shop; its limits can be changed at any time. */
export class CostBucket {
  readonly limits: CostLimits = { ...standardLimits };
  #available = standardLimits.maximumAvailable;
  #at: number;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  #restore(): void {
    const seconds = (this.#now() - this.#at) / 1000;
    this.#at = this.#now();
    this.giveBack(seconds * this.limits.restoreRate);
  }

  /** Takes the points, or answers false when there are too few: the query is throttled. */
  take(points: number): boolean {
    this.#restore();
    if (points > this.#available) return false;
    this.#available -= points;
    return true;
  }

  /** Gives back what a query asked for and did not use. */
  giveBack(points: number): void {
    this.#available = Math.min(this.limits.maximumAvailable, this.#available + points);
  }

  /** The bucket's part of an answer. */
  cost(requestedQueryCost: number, actualQueryCost: number | null): Cost {
    this.#restore();
    const throttleStatus = {
      maximumAvailable: this.limits.maximumAvailable,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.limits.restoreRate,
    };
    return { requestedQueryCost, actualQueryCost, throttleStatus };
  }
}
