/** `metafieldsSet` and the metafields of the app's installation. */
import { createHash } from "node:crypto";
import type { ShopState, StoredMetafield } from "../shop-state.ts";
import type { Node } from "./connection.ts";

/** One entry of `metafieldsSet`. */
export interface MetafieldInput {
  ownerId: string;
  key: string;
  value: string;
  namespace?: string | null;
  type?: string | null;
  compareDigest?: string | null;
}

interface UserError {
  code: string;
  elementIndex: number | null;
  field: string[];
  message: string;
}

const MAXIMUM = 25;

const digestOf = (value: string): string => createHash("sha256").update(value).digest("hex");

/** `$app` and `$app:x` are the app's reserved namespaces, which Shopify stores with the app's id in front. */
function namespaceOf(state: ShopState, namespace: string | null | undefined): string {
  const own = `app--${state.appGid.split("/").at(-1) ?? ""}`;
  if (namespace == null || namespace === "$app") return own;
  return namespace.startsWith("$app:") ? `${own}--${namespace.slice("$app:".length)}` : namespace;
}

/** The stored metafield with that owner, namespace and key. */
export function findMetafield(
  state: ShopState,
  ownerId: string,
  namespace: string | null | undefined,
  key: string,
): StoredMetafield | undefined {
  const stored = namespaceOf(state, namespace);
  return state.metafields.find(
    (field) => field.ownerId === ownerId && field.namespace === stored && field.key === key,
  );
}

/** All metafields of an owner, in one namespace when it is given. */
export function metafieldsOf(state: ShopState, ownerId: string, namespace?: string | null): Node[] {
  const stored = namespace == null ? undefined : namespaceOf(state, namespace);
  return state.metafields
    .filter((field) => field.ownerId === ownerId && (stored ?? field.namespace) === field.namespace)
    .map(metafieldNode);
}

const valueOf = (field: StoredMetafield): unknown =>
  field.type === "json" ? (JSON.parse(field.value) as unknown) : field.value;

/** The Admin API's `Metafield`. */
export function metafieldNode(field: StoredMetafield): Node {
  const node = {
    id: field.id,
    namespace: field.namespace,
    key: field.key,
    type: field.type,
    value: field.value,
    jsonValue: valueOf(field),
    compareDigest: digestOf(field.value),
    createdAt: field.createdAt,
    updatedAt: field.updatedAt,
  };
  return node;
}

/** The installation's metafields as Liquid's `app.metafields` has them: namespace, key, value. */
export type AppMetafields = Record<string, Record<string, { value: unknown }>>;

/** What the theme app extension may print: everything stored on the installation. */
export function appMetafields(state: ShopState): AppMetafields {
  const byNamespace: AppMetafields = {};
  for (const field of state.metafields.filter(({ ownerId }) => ownerId === state.installationGid))
    (byNamespace[field.namespace] ??= {})[field.key] = { value: valueOf(field) };
  return byNamespace;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** Codes are from the schema's `MetafieldsSetUserErrorCode`; which code goes with which mistake is partly a guess. */
function mistakeIn(state: ShopState, input: MetafieldInput, index: number): UserError | undefined {
  const mistake = (field: string, code: string, message: string): UserError => ({
    code,
    elementIndex: index,
    field: ["metafields", String(index), field],
    message,
  });
  const existing = findMetafield(state, input.ownerId, input.namespace, input.key);
  const type = input.type ?? existing?.type;
  if (input.ownerId !== state.installationGid)
    return mistake("ownerId", "INVALID", "the sandbox stores metafields of the app installation only");
  if (type === undefined) return mistake("type", "BLANK", "Type can't be blank");
  if (input.value === "") return mistake("value", "BLANK", "Value can't be blank");
  if (type === "json" && !isJson(input.value))
    return mistake("value", "INVALID_VALUE", "Value is invalid JSON");
  if (input.compareDigest != null && input.compareDigest !== (existing && digestOf(existing.value)))
    return mistake("compareDigest", "STALE_OBJECT", "The resource has been updated since it was loaded");
  return undefined;
}

function store(state: ShopState, input: MetafieldInput, now: string): StoredMetafield {
  const existing = findMetafield(state, input.ownerId, input.namespace, input.key);
  const stored: StoredMetafield = {
    id: existing?.id ?? state.newGid("Metafield"),
    ownerId: input.ownerId,
    namespace: namespaceOf(state, input.namespace),
    key: input.key,
    type: input.type ?? existing?.type ?? "",
    value: input.value,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  };
  if (existing === undefined) state.metafields.push(stored);
  else Object.assign(existing, stored);
  return stored;
}

/** Sets up to 25 metafields, all of them or none; mistakes come back as `userErrors`. */
export function setMetafields(state: ShopState, inputs: readonly MetafieldInput[], nowMs: number): object {
  const tooMany: UserError = {
    code: "LESS_THAN_OR_EQUAL_TO",
    elementIndex: null,
    field: ["metafields"],
    message: `Exceeded the maximum metafields input limit of ${MAXIMUM}.`,
  };
  const mistakes = inputs
    .map((input, index) => mistakeIn(state, input, index))
    .filter((one) => one !== undefined);
  const userErrors = inputs.length > MAXIMUM ? [tooMany] : mistakes;
  if (userErrors.length > 0) return { metafields: null, userErrors };
  const now = new Date(nowMs).toISOString();
  return { metafields: inputs.map((input) => metafieldNode(store(state, input, now))), userErrors: [] };
}
