import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { documents } from "./commands-in.ts";

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");

const anchorsIn = (path: string) =>
  [...readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** What a document points to inside the repository: `[…](path#anchor)`. */
function linksIn(path: string): { target: string; anchor: string | undefined }[] {
  const links = readFileSync(path, "utf8").matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = "", anchor] = link.split("#", 2);
    const target = file === "" ? path : normalize(join(dirname(path), decodeURIComponent(file)));
    return [{ target, anchor }];
  });
}

it("there are documents", () => {
  expect(documents).toContain("README.md");
  expect(documents.flatMap(linksIn).length).toBeGreaterThan(30);
});

describe.each(documents)("%s", (path) => {
  it("links to what is there", () => {
    for (const { target, anchor } of linksIn(path)) {
      expect([target, existsSync(target)]).toEqual([target, true]);
      if (anchor !== undefined) expect(anchorsIn(target)).toContain(anchor);
    }
  });

  it("names only files of the project that there are", () => {
    const named = readFileSync(path, "utf8").matchAll(
      /[`(\s]((?:app|bench|chaos|conformance|docs|extensions|prisma|sandbox|scripts|simulate|storefront|tests)\/[\w$./-]*\w\.(?:ts|tsx|mjs|js|md|json|toml|liquid|prisma|css))\b/g,
    );
    for (const [, file = ""] of named) expect([path, file, existsSync(file)]).toEqual([path, file, true]);
  });
});
