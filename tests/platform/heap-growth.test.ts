import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

/** The heap of a process that makes garbage of some age all the time: the most it took, and what was alive in it. Collected by one thread, so that speed changes nothing. */
function heapOf(before: string): { most: number; alive: number } {
  const script = `
    import { boundHeapGrowth } from "./app/platform/heap-growth.ts"; ${before}
    const piece = () => Array.from({ length: 1000 }, (_, number) => ({ number }));
    const kept = (globalThis.kept = Array.from({ length: 500 }, piece));
    gc();
    let most = 0;
    for (let made = 0; made < 4000; made++) {
      kept[made % kept.length] = piece();
      if (made % 10 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    }
    gc();
    console.log(JSON.stringify({ most, alive: process.memoryUsage().heapUsed }));`;
  const options = ["--expose-gc", "--single-threaded-gc", "--max-semi-space-size=8"];
  const { stdout } = spawnSync(process.execPath, [...options, "--input-type=module", "-e", script], {
    cwd: new URL("../../", import.meta.url),
    encoding: "utf8",
  });
  return JSON.parse(stdout) as { most: number; alive: number };
}

// As V8 is left to itself, it takes more than six times as much here.
it("a busy heap stays below five times what is alive in it", () => {
  const { most, alive } = heapOf("boundHeapGrowth();");
  expect(alive).toBeGreaterThan(10_000_000);
  expect(most).toBeLessThan(5 * alive);
});
