/** The commands that documents name. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Every document of the project. */
export const documents = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
  { encoding: "utf8" },
)
  .split("\n")
  .filter((path) => path !== "" && existsSync(path));

/** A command as a document names it. */
export interface Named {
  /** Where. */
  document: string;
  /** `npm run chaos`, `npm test`, `npx shopify`, `node app/migrate.ts`. */
  command: string;
  /** The words after it, as far as the command goes. */
  words: string[];
}

const COMMAND =
  /\b(npm run (?:-s |--silent )?[a-z][a-z:-]*|npm (?:test|start|ci|sbom|prune)\b|npx (?:--no-install )?[a-z]+|node (?:--\S+ )*(?:app|scripts|bench|chaos|simulate|sandbox|conformance)\/[\w/-]+\.(?:ts|mjs))([^\n`#|;&)]*)/g;

/** All commands of npm, npx and node in a document. */
export function commandsIn(document: string): Named[] {
  return [...readFileSync(document, "utf8").matchAll(COMMAND)].map(([, name = "", rest = ""]) => ({
    document,
    command: name.replace(/ (?:-s|--silent|--no-install) /, " ").replace(/^node (?:--\S+ )+/, "node "),
    words: rest.trim().split(/\s+/).filter(Boolean),
  }));
}
