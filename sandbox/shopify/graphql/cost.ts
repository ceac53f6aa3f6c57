/**
 * Query cost in Shopify's shape. The rules are an approximation of Shopify's published ones (objects 1, connections
 * by page size, mutations 10): Shopify's exact numbers differ, so nothing may depend on them.
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

/** A Standard plan's restore rate, in points per second; the bucket is twenty seconds of it. */
const RESTORE_RATE = 100;
const MAXIMUM = 2000;
const MUTATION_POINTS = 10;
/** What a page costs when its size is a variable the document does not show. */
const ASSUMED_PAGE = 10;

/** `extensions.cost` of an answer; `actualQueryCost` is null when the query did not run. */
export interface Cost {
  requestedQueryCost: number;
  actualQueryCost: number | null;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

type Variables = Record<string, unknown>;

function pageSize(field: FieldNode, variables: Variables): number {
  const argument = field.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
  if (argument === undefined) return 1;
  if (argument.value.kind === Kind.INT) return Number(argument.value.value);
  if (argument.value.kind !== Kind.VARIABLE) return ASSUMED_PAGE;
  const value = variables[argument.value.name.value];
  return typeof value === "number" ? value : ASSUMED_PAGE;
}

function pointsOf(selection: SelectionNode, document: DocumentNode, variables: Variables): number {
  switch (selection.kind) {
    case Kind.FIELD:
      if (selection.selectionSet === undefined) return 0;
      return pageSize(selection, variables) * (1 + pointsIn(selection.selectionSet, document, variables));
    case Kind.INLINE_FRAGMENT:
      return pointsIn(selection.selectionSet, document, variables);
    case Kind.FRAGMENT_SPREAD: {
      const isMeant = (node: FragmentDefinitionNode) => node.name.value === selection.name.value;
      const fragment = document.definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .find(isMeant);
      return fragment === undefined ? 0 : pointsIn(fragment.selectionSet, document, variables);
    }
  }
}

const pointsIn = (set: SelectionSetNode, document: DocumentNode, variables: Variables): number =>
  set.selections.reduce((sum, selection) => sum + pointsOf(selection, document, variables), 0);

/** The points a document asks for before it runs. */
export function requestedPoints(document: DocumentNode, variables: Variables): number {
  let points = 0;
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    if (node.operation === OperationTypeNode.MUTATION)
      points += MUTATION_POINTS * node.selectionSet.selections.length;
    else points += pointsIn(node.selectionSet, document, variables);
  }
  return points;
}

/** The points an answer was worth: its objects, never more than was asked for. */
export function actualPoints(data: unknown, requested: number): number {
  const count = (value: unknown): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + count(item), 0);
    if (typeof value !== "object" || value === null) return 0;
    return Object.values(value).reduce((sum: number, item) => sum + count(item), 1);
  };
  return Math.min(requested, Math.max(0, count(data) - 1));
}

/** Shopify's leaky bucket for one app on one shop. */
export class CostBucket {
  #available = MAXIMUM;
  #at: number;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  #restore(): void {
    const seconds = (this.#now() - this.#at) / 1000;
    this.#at = this.#now();
    this.#available = Math.min(MAXIMUM, this.#available + seconds * RESTORE_RATE);
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
    this.#available = Math.min(MAXIMUM, this.#available + points);
  }

  /** The bucket's part of an answer. */
  cost(requestedQueryCost: number, actualQueryCost: number | null): Cost {
    const throttleStatus = {
      maximumAvailable: MAXIMUM,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: RESTORE_RATE,
    };
    return { requestedQueryCost, actualQueryCost, throttleStatus };
  }
}
