import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const MODULE = JSON.stringify(new URL("../../app/platform/young-objects.ts", import.meta.url).href);

/** What a process prints that runs this. */
function printed(code: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    encoding: "utf8",
  });
  expect(status).toBe(0);
  return stdout + stderr;
}

it("V8 knows the setting: about one that it does not know it complains, and goes on", () => {
  expect(printed(`import { bearObjectsYoung } from ${MODULE}; bearObjectsYoung();`)).toBe("");
  const unknown = `import { setFlagsFromString } from "node:v8"; setFlagsFromString("--no-such-setting");`;
  expect(printed(unknown)).toContain("--no-such-setting");
});
