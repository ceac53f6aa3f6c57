import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

/** Runs `log` in a process of its own, because the logger writes to standard output itself. */
function outputOf(level: string, log: string): Record<string, unknown>[] {
  const script = `import { createLogger } from "./app/platform/logger.server.ts"; const logger = createLogger("${level}"); ${log}`;
  const cwd = new URL("../../", import.meta.url);
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd,
    encoding: "utf8",
  });
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the log", () => {
  it("is one JSON object a line, without the fields that could hold a secret", () => {
    const [line] = outputOf(
      "info",
      `logger.info({ token: "S1", pixel: { token: "S2", accessToken: "S3" }, accessToken: "S4", headers: { a: "S5" },
         body: "S6", request: { headers: "S7", body: "S8" }, shop: "northpine.myshopify.com" }, "constant text");`,
    );
    expect(line).toMatchObject({ level: 30, msg: "constant text", shop: "northpine.myshopify.com" });
    expect(JSON.stringify(line)).not.toMatch(/S\d/);
  });

  it("says only what its level asks for", () => {
    expect(outputOf("warn", `logger.info("a"); logger.warn("b");`).map(({ msg }) => msg)).toEqual(["b"]);
    expect(outputOf("silent", `logger.fatal("a");`)).toEqual([]);
  });

  it("keeps the order of its lines, and the last ones however the process ends by itself", () => {
    const messages = (log: string) => outputOf("info", log).map(({ msg }) => msg);
    expect(messages(`logger.info("a"); setTimeout(() => logger.info("b"), 1); logger.info("c");`)).toEqual([
      ...["a", "c", "b"],
    ]);
    expect(messages(`logger.info("a"); process.exit(1);`)).toEqual(["a"]);
    expect(messages(`process.on("exit", () => logger.info("at the end")); logger.info("a");`)).toEqual([
      ...["a", "at the end"],
    ]);
    expect(messages(`createLogger("info").info("a"); logger.info("b"); throw new Error("broken");`)).toEqual([
      ...["a", "b"],
    ]);
  });

  it("writes the lines of one turn of the event loop together", () => {
    const counted = `
      import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
      const { writeSync } = fs; let writes = 0;
      fs.writeSync = (...given) => { writes++; return writeSync(...given); }; syncBuiltinESMExports();
      for (let i = 0; i < 50; i++) logger.info("one of many");
      setTimeout(() => logger.info({ writes }, "counted"), 5);`;
    const lines = outputOf("info", counted);
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toMatchObject({ msg: "counted", writes: 1 });
  });
});
