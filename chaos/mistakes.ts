/** The app with one line changed, in a folder of its own: what a run must find. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("..", import.meta.url).pathname;

interface Mistake {
  file: string;
  right: string;
  wrong: string;
}

/** By the name a control is run under. */
export const MISTAKES = {
  /** Answers first, and writes a moment later. */
  ack: {
    file: "app/ingest/webhooks.server.ts",
    right: "const committing = group.submit(arrival);",
    wrong: `setTimeout(() => void group.submit(arrival).catch(() => {}), 30); const committing = Promise.resolve("accepted" as const);`,
  },
  /** Settles although somebody else has taken the delivery over. */
  lease: {
    file: "app/delivery/outbox-sql.ts",
    right: " AND delivery.lease = ${end.value.lease}",
    wrong: "",
  },
} satisfies Record<string, Mistake>;

export type MistakeName = keyof typeof MISTAKES;

export const isMistake = (name: string): name is MistakeName => Object.hasOwn(MISTAKES, name);

/** Copies the app into `folder` with that mistake; returns where it is. Throws when the line is not there any more. */
export function copyWithMistake(folder: string, name: MistakeName): string {
  const root = join(folder, "app-with-a-mistake");
  for (const part of ["app", "build", "package.json", "prisma"])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  const { file, right, wrong } = MISTAKES[name];
  const path = join(root, file);
  const source = readFileSync(path, "utf8");
  if (!source.includes(right)) throw new Error("the line to change is not there any more");
  writeFileSync(
    path,
    source.replace(right, () => wrong),
  );
  return root;
}
