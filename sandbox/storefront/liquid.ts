import { join } from "node:path";
import { Liquid, Tag, TypeGuards } from "liquidjs";
import type { Context, Parser, TagToken, Template, TopLevelToken } from "liquidjs";
import { amount } from "../orders/money.ts";

/** How one kind of template (the theme, or an extension) is rendered. */
export interface LiquidOptions {
  /** Folder that template names are relative to; its "snippets" are what `render` finds. */
  folder: string;
  /** Path prefix of `asset_url`, ending in "/". */
  assetBase: string;
  /** Texts for the `t` filter, nested by dots. */
  translations: Record<string, unknown>;
}

const attributes = (pairs: unknown[]) =>
  pairs
    .filter((pair): pair is [string, unknown] => Array.isArray(pair))
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join("");

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

function lookUp(texts: Record<string, unknown>, key: string): string {
  let here: unknown = texts;
  for (const part of key.split(".")) {
    here = typeof here === "object" && here !== null ? (here as Record<string, unknown>)[part] : undefined;
  }
  return typeof here === "string" ? here : `Translation missing: en.${key}`;
}

function translate(texts: Record<string, unknown>, key: string, pairs: unknown[]): string {
  let text = lookUp(texts, key);
  for (const pair of pairs) {
    if (Array.isArray(pair))
      text = text.replaceAll(new RegExp(`{{\\s*${String(pair[0])}\\s*}}`, "g"), String(pair[1]));
  }
  return text;
}

function addFilters(engine: Liquid, { assetBase, translations }: LiquidOptions): void {
  engine.registerFilter("asset_url", (file: string) => `${assetBase}${file}`);
  engine.registerFilter("script_tag", (url: string) => `<script src="${escape(url)}"></script>`);
  engine.registerFilter("stylesheet_tag", (url: string) => `<link rel="stylesheet" href="${escape(url)}">`);
  engine.registerFilter("money", (cents: number) => `$${amount(cents)}`);
  engine.registerFilter("image_url", (image: { src: string }) => image.src);
  engine.registerFilter(
    "image_tag",
    (url: string, ...pairs: unknown[]) => `<img src="${escape(url)}"${attributes(pairs)}>`,
  );
  engine.registerFilter("t", (key: string, ...pairs: unknown[]) => translate(translations, key, pairs));
}

/** A block tag whose content is not rendered: `{% schema %}` and its like. */
class SilentBlock extends Tag {
  constructor(token: TagToken, remaining: TopLevelToken[], engine: Liquid) {
    super(token, remaining, engine);
    for (let next = remaining.shift(); next; next = remaining.shift()) {
      if (TypeGuards.isTagToken(next) && next.name === `end${token.name}`) return;
    }
    throw new Error(`${token.name} is not closed`);
  }

  override render(): string {
    return "";
  }
}

/** `{% style %}`: its content, rendered, in a style element. */
class StyleBlock extends Tag {
  readonly #templates: Template[] = [];

  constructor(token: TagToken, remaining: TopLevelToken[], engine: Liquid, parser: Parser) {
    super(token, remaining, engine);
    for (let next = remaining.shift(); next; next = remaining.shift()) {
      if (TypeGuards.isTagToken(next) && next.name === "endstyle") return;
      this.#templates.push(parser.parseToken(next, remaining));
    }
    throw new Error("style is not closed");
  }

  override *render(context: Context): Generator<unknown, string, string> {
    const content = yield this.liquid.renderer.renderTemplates(this.#templates, context);
    return `<style>${content}</style>`;
  }
}

/** A Liquid engine with the filters and tags of Shopify's that the sandbox needs; an unknown filter is an error. */
export function liquid(options: LiquidOptions): Liquid {
  const { folder: root } = options;
  const engine = new Liquid({
    root,
    partials: join(root, "snippets"),
    extname: ".liquid",
    strictFilters: true,
  });
  addFilters(engine, options);
  for (const name of ["schema", "javascript", "stylesheet"]) engine.registerTag(name, SilentBlock);
  engine.registerTag("style", StyleBlock);
  return engine;
}
