import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { liquid } from "./liquid.ts";

/** App-owned metafields as Liquid sees them: namespace, key, and an object with the value. */
export type AppMetafields = Record<string, Record<string, { value: unknown }>>;

/** The app embed as the theme editor keeps it. */
export interface EmbedState {
  enabled: boolean;
}

/** HTML the theme app extension adds to a page. */
export interface EmbedHtml {
  /** Before everything else that apps add to the head. */
  complianceHead: string;
  head: string;
  /** Before the end of the body. */
  body: string;
}

interface BlockSchema {
  target?: string;
  javascript?: string;
  stylesheet?: string;
  settings?: { id?: string; default?: unknown }[];
}

/** Where the extension's assets are served. Shopify's path has the same parts: an id, a version, "assets". */
export const EXTENSION_ASSETS =
  "/cdn/extensions/0f6b2a1c-5a52-4a8e-9d0e-71c0de5a11aa/click-capture-1/assets/";

const nothing: EmbedHtml = { complianceHead: "", head: "", body: "" };

function readSchema(source: string): BlockSchema {
  const found = /{%-?\s*schema\s*-?%}([\s\S]*?){%-?\s*endschema\s*-?%}/.exec(source)?.[1];
  return found === undefined ? {} : (JSON.parse(found) as BlockSchema);
}

async function readTexts(extensionRoot: string): Promise<Record<string, unknown>> {
  const file = await readFile(join(extensionRoot, "locales/en.default.json"), "utf8").catch(() => "{}");
  return JSON.parse(file) as Record<string, unknown>;
}

async function blockFiles(extensionRoot: string): Promise<string[]> {
  const files = await readdir(join(extensionRoot, "blocks")).catch(() => []);
  return files.filter((file) => file.endsWith(".liquid")).sort();
}

function defaults(schema: BlockSchema): Record<string, unknown> {
  const settings = schema.settings ?? [];
  return Object.fromEntries(
    settings.flatMap(({ id, default: value }) => (id === undefined ? [] : [[id, value]])),
  );
}

function schemaAssets({ javascript, stylesheet }: BlockSchema): string {
  const script =
    javascript === undefined ? "" : `<script src="${EXTENSION_ASSETS}${javascript}" defer></script>`;
  const style =
    stylesheet === undefined ? "" : `<link rel="stylesheet" href="${EXTENSION_ASSETS}${stylesheet}">`;
  return style + script;
}

async function renderBlock(extensionRoot: string, file: string, scope: object): Promise<Partial<EmbedHtml>> {
  const source = await readFile(join(extensionRoot, "blocks", file), "utf8");
  const schema = readSchema(source);
  const translations = await readTexts(extensionRoot);
  const engine = liquid({ folder: extensionRoot, assetBase: EXTENSION_ASSETS, translations });
  const name = file.replace(/\.liquid$/, "");
  const block = { id: name, type: name, settings: defaults(schema), shopify_attributes: "" };
  const rendered = (await engine.parseAndRender(source, { ...scope, block })) as string;
  const handle = `shopify://apps/throughline/blocks/${name}`;
  const marked = `<!-- BEGIN app block: ${handle} -->${rendered}<!-- END app block -->`;
  const assets = schemaAssets(schema);
  switch (schema.target) {
    case "compliance_head":
      return { complianceHead: marked + assets };
    case "head":
      return { head: marked + assets };
    case "body":
      // Assets named in a schema go to the head wherever the block goes.
      return { body: marked, head: assets };
    case undefined:
    default:
      // A section block is placed by the merchant, not embedded.
      return {};
  }
}

/** Renders every app embed block of the extension, afresh each time so that edits show; nothing when the embed is off. */
export async function renderEmbeds(
  extensionRoot: string,
  { enabled }: EmbedState,
  scope: { app: { metafields: AppMetafields } } & Record<string, unknown>,
): Promise<EmbedHtml> {
  if (!enabled) return nothing;
  const html = { ...nothing };
  for (const file of await blockFiles(extensionRoot)) {
    const part = await renderBlock(extensionRoot, file, scope);
    html.complianceHead += part.complianceHead ?? "";
    html.head += part.head ?? "";
    html.body += part.body ?? "";
  }
  return html;
}
