/** The app's one web pixel record: create, update, read. */
import { GraphQLError } from "graphql";
import type { ShopState, StoredWebPixel } from "../shop-state.ts";

/** `WebPixelInput`: its `settings` is the JSON scalar, which takes an object or its text. */
export interface WebPixelInput {
  settings: unknown;
}

interface Payload {
  webPixel: object | null;
  userErrors: { code: string; field: string[]; message: string }[];
}

/** Answered as JSON text, as Shopify's own examples show it; an app should accept the object too. */
const pixelNode = (pixel: StoredWebPixel) => ({ id: pixel.id, settings: JSON.stringify(pixel.settings) });

const refused = (code: string, field: string, message: string): Payload => ({
  webPixel: null,
  userErrors: [{ code, field: [field], message }],
});

const invalidJson = refused("INVALID_CONFIGURATION_JSON", "settings", "Settings must be a JSON object");

function settingsOf(input: WebPixelInput): Record<string, unknown> | undefined {
  try {
    const value: unknown = typeof input.settings === "string" ? JSON.parse(input.settings) : input.settings;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `webPixelCreate`: TAKEN when the shop already has this app's pixel. */
export function createWebPixel(state: ShopState, input: WebPixelInput): Payload {
  if (state.webPixel !== undefined) return refused("TAKEN", "webPixel", "Web pixel is taken.");
  const settings = settingsOf(input);
  if (settings === undefined) return invalidJson;
  state.webPixel = { id: state.newGid("WebPixel"), settings };
  return { webPixel: pixelNode(state.webPixel), userErrors: [] };
}

/** `webPixelUpdate`: NOT_FOUND for another id than the stored one. */
export function updateWebPixel(state: ShopState, id: string, input: WebPixelInput): Payload {
  if (state.webPixel?.id !== id) return refused("NOT_FOUND", "id", "Web pixel not found.");
  const settings = settingsOf(input);
  if (settings === undefined) return invalidJson;
  state.webPixel.settings = settings;
  return { webPixel: pixelNode(state.webPixel), userErrors: [] };
}

/** `webPixelDelete`: NOT_FOUND for another id than the stored one. */
export function deleteWebPixel(state: ShopState, id: string): object {
  if (state.webPixel?.id !== id)
    return {
      deletedWebPixelId: null,
      userErrors: refused("NOT_FOUND", "id", "Web pixel not found.").userErrors,
    };
  state.webPixel = undefined;
  return { deletedWebPixelId: id, userErrors: [] };
}

/** `webPixel`: Shopify answers an error, not null, when the app has none (weakly sourced). */
export function readWebPixel(state: ShopState, id: string | null | undefined): object {
  if (state.webPixel === undefined || (id != null && id !== state.webPixel.id))
    throw new GraphQLError("No web pixel was found for this app.", {
      extensions: { code: "RESOURCE_NOT_FOUND" },
    });
  return pixelNode(state.webPixel);
}
