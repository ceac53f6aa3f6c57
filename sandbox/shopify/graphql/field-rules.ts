/** For every field: whether this app may read it here, and how it is answered. */
import {
  getNamedType,
  GraphQLError,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from "graphql";
import type { Approvals } from "../../orders/approvals.ts";
import type { FieldTables } from "./fields/asked.ts";
import { journeyTables } from "./fields/journey.ts";
import { lineTables } from "./fields/lines.ts";
import { orderTables } from "./fields/order.ts";
import { paymentTables } from "./fields/payments.ts";
import { peopleTables } from "./fields/people.ts";
import { valueTables } from "./fields/values.ts";
import { accessFor, isGranted } from "./required-access.ts";
import type { AdminSchema } from "./schema.ts";

const tables: FieldTables = {
  ...valueTables,
  ...orderTables,
  ...lineTables,
  ...peopleTables,
  ...paymentTables,
  ...journeyTables,
};

/** Types that are customer data by themselves. The list is Shopify's, as far as the sandbox answers its types. */
const CUSTOMER_DATA = new Set(["Order", "Customer"]);

/** What is done with a field. */
export interface FieldRule {
  /** Why the app may not read it. */
  refusal: (() => GraphQLError) | undefined;
  /** Answers it from its object; undefined where the object answers for itself. */
  answer: ((source: never, given: never, asked: never) => unknown) | undefined;
  /** Whether the field's type has a table, so that the object must not answer for itself. */
  hasTable: boolean;
}

const denied = (message: string, extra: Record<string, string> = {}): (() => GraphQLError) => {
  const documentation = "https://shopify.dev/api/usage/access-scopes";
  return () => new GraphQLError(message, { extensions: { code: "ACCESS_DENIED", documentation, ...extra } });
};

/** The object type a field is about: a connection's is that of its nodes. */
function subjectOf(returned: GraphQLOutputType): string {
  const named = getNamedType(returned);
  if (!isObjectType(named) || !named.name.endsWith("Connection")) return named.name;
  const nodes = named.getFields()["nodes"];
  return nodes === undefined ? named.name : getNamedType(nodes.type).name;
}

/** The rules for one set of scopes and approvals, each made when it is first asked for. */
export class FieldRules {
  readonly #rules = new Map<string, Map<string, FieldRule>>();
  readonly #admin: AdminSchema;
  readonly #scopes: readonly string[];
  readonly #approvals: Approvals;

  constructor(admin: AdminSchema, scopes: readonly string[], approvals: Approvals) {
    this.#admin = admin;
    this.#scopes = scopes;
    this.#approvals = { ...approvals };
  }

  /** The rule of a field. */
  of(parent: GraphQLObjectType, field: string, returned: GraphQLOutputType): FieldRule {
    const ofType = this.#rules.get(parent.name) ?? new Map<string, FieldRule>();
    this.#rules.set(parent.name, ofType);
    let rule = ofType.get(field);
    if (rule === undefined) ofType.set(field, (rule = this.#make(parent.name, field, returned)));
    return rule;
  }

  #make(parent: string, field: string, returned: GraphQLOutputType): FieldRule {
    const table = tables[parent];
    const answer = table !== undefined && Object.hasOwn(table, field) ? table[field] : undefined;
    return { refusal: this.#refusal(parent, field, returned), answer, hasTable: table !== undefined };
  }

  #refusal(parent: string, field: string, returned: GraphQLOutputType): (() => GraphQLError) | undefined {
    const subject = subjectOf(returned);
    for (const coordinate of [`${parent}.${field}`, subject]) {
      const required = accessFor(this.#admin, coordinate);
      if (required === undefined || isGranted(required, this.#scopes)) continue;
      return denied(`Access denied for ${field} field. Required access: ${required.sentence}`, {
        requiredAccess: required.sentence,
      });
    }
    return this.#unapproved(`${parent}.${field}`, field, subject);
  }

  /** In Shopify's own example a field comes back null beside an error; what becomes of one that may not be null is a guess. */
  #unapproved(coordinate: string, field: string, subject: string): (() => GraphQLError) | undefined {
    const more = "See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.";
    if (CUSTOMER_DATA.has(subject) && !this.#approvals.customerData)
      return denied(`This app is not approved to access the ${subject} object. ${more}`);
    const content = this.#admin.protectedContent.get(coordinate);
    if (content === undefined || this.#approvals[content]) return undefined;
    return denied(`This app is not approved to use the ${field} field. ${more}`);
  }
}
