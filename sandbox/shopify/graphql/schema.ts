/** Shopify's genuine Admin schema, 2026-10, with the access scopes its fields ask for. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  buildClientSchema,
  parse,
  validate,
  type GraphQLError,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";
import { adminSchemaPath, extractAdminSchema } from "../../../scripts/extract-admin-schema.mjs";

/** The one API version the double answers. */
export const ADMIN_API_VERSION = "2026-10";

/** The schema, and beside it what graphql-js drops: the access a type (`Order`) or field (`Mutation.webPixelCreate`) requires. */
export interface AdminSchema {
  schema: GraphQLSchema;
  access: ReadonlyMap<string, string>;
  /** Fields of protected customer data (`Order.email`), with the approval each needs. */
  protectedContent: ReadonlyMap<string, ProtectedContent>;
}

/** The kinds of protected customer fields, each approved by itself. */
export type ProtectedContent = "name" | "email" | "phone" | "address";

interface DocumentedType {
  name: string;
  requiredAccess?: string | null;
  fields?:
    { name: string; requiredAccess?: string | null; protectedContent?: ProtectedContent | null }[] | null;
}

function accessOf(types: readonly DocumentedType[]): Map<string, string> {
  const access = new Map<string, string>();
  for (const type of types) {
    if (type.requiredAccess) access.set(type.name, type.requiredAccess.trim());
    for (const field of type.fields ?? [])
      if (field.requiredAccess) access.set(`${type.name}.${field.name}`, field.requiredAccess.trim());
  }
  return access;
}

function protectedOf(types: readonly DocumentedType[]): Map<string, ProtectedContent> {
  const content = new Map<string, ProtectedContent>();
  for (const type of types)
    for (const field of type.fields ?? [])
      if (field.protectedContent) content.set(`${type.name}.${field.name}`, field.protectedContent);
  return content;
}

let loaded: AdminSchema | undefined;

/** Loads the schema once per process, fetching it first where it is missing; throws when it can neither be found nor fetched. */
export function loadAdminSchema(): AdminSchema {
  if (loaded !== undefined) return loaded;
  extractAdminSchema();
  const file = JSON.parse(gunzipSync(readFileSync(adminSchemaPath)).toString("utf8")) as {
    data: IntrospectionQuery;
  };
  // assumeValid: Shopify's schema is given, and checking it takes longer than building it.
  const schema = buildClientSchema(file.data, { assumeValid: true });
  const types = file.data.__schema.types as readonly DocumentedType[];
  loaded = { schema, access: accessOf(types), protectedContent: protectedOf(types) };
  return loaded;
}

/** What Shopify's schema has against a document; empty when it is valid. Throws on a syntax error. */
export function validateDocument(document: string): readonly GraphQLError[] {
  return validate(loadAdminSchema().schema, parse(document));
}
