/** Which access scopes a document needs, read from the sentences Shopify's schema carries. */
import { getNamedType, parse, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { loadAdminSchema, type AdminSchema } from "./schema.ts";

/** One requirement of a type or a field. */
export interface RequiredAccess {
  /** `Order` or `Mutation.webPixelCreate`. */
  coordinate: string;
  /** Shopify's sentence. */
  sentence: string;
  /** Every clause must hold; a clause holds when one of its scopes is granted. */
  clauses: string[][];
}

const SCOPE = /\b(?:read|write)_[a-z_]+\b/g;

/** "`a` or `b` access scope. Also: `c`" becomes [[a, b], [c]]; a sentence without scopes asks for none. */
function clausesOf(sentence: string): string[][] {
  const parts = sentence.split(/Also:|as well as/);
  return parts.map((part) => part.match(SCOPE) ?? []).filter((scopes) => scopes.length > 0);
}

/** What a type or field requires, undefined when nothing. */
export function accessFor(admin: AdminSchema, coordinate: string): RequiredAccess | undefined {
  const sentence = admin.access.get(coordinate);
  return sentence === undefined ? undefined : { coordinate, sentence, clauses: clausesOf(sentence) };
}

/** Whether `scopes` satisfy a requirement; `write_x` brings `read_x` with it, as at Shopify. */
export function isGranted(required: RequiredAccess, scopes: readonly string[]): boolean {
  const granted = new Set(scopes.flatMap((scope) => [scope, scope.replace(/^write_/, "read_")]));
  return required.clauses.every((clause) => clause.some((scope) => granted.has(scope)));
}

/** Every requirement of the types and fields a document selects, each once. Throws on a syntax error. */
export function requiredAccess(document: string): RequiredAccess[] {
  const admin = loadAdminSchema();
  const found = new Map<string, RequiredAccess>();
  const note = (coordinate: string): void => {
    const required = accessFor(admin, coordinate);
    if (required !== undefined) found.set(coordinate, required);
  };
  const types = new TypeInfo(admin.schema);
  const Field = (): void => {
    const [parent, field] = [types.getParentType(), types.getFieldDef()];
    if (!parent || !field) return;
    note(`${parent.name}.${field.name}`);
    note(getNamedType(field.type).name);
  };
  visit(parse(document), visitWithTypeInfo(types, { Field }));
  return [...found.values()];
}
