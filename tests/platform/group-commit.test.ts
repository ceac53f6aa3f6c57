import { describe, expect, it, vi } from "vitest";
import { createGroupCommit, Overloaded } from "../../app/platform/group-commit.ts";
import { eventually } from "./eventually.ts";

const doubled = (items: readonly number[]) => Promise.resolve(items.map((item) => item * 2));
const nobody = () => false;

/** A commit that takes until it is told to go on. */
function slow() {
  const waiting: (() => void)[] = [];
  const commit = vi.fn(async (items: readonly number[]) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return doubled(items);
  });
  return { commit, goOn: () => waiting.shift()?.() };
}

describe("a group commit", () => {
  it("writes what was submitted in one turn as one transaction, and gives each its own result", async () => {
    const commit = vi.fn(doubled);
    const group = createGroupCommit(commit, 10, nobody);
    expect(await Promise.all([1, 2, 3].map((item) => group.submit(item)))).toEqual([2, 4, 6]);
    expect(commit.mock.calls).toEqual([[[1, 2, 3]]]);
  });

  it("starts a new transaction for what comes later", async () => {
    const commit = vi.fn(doubled);
    const group = createGroupCommit(commit, 10, nobody);
    await group.submit(1);
    await group.submit(2);
    expect(commit.mock.calls).toEqual([[[1]], [[2]]]);
  });

  it("gathers what comes while a transaction is under way into the next one", async () => {
    const { commit, goOn } = slow();
    const group = createGroupCommit(commit, 10, nobody);
    const first = group.submit(1);
    await eventually(() => {
      expect(commit).toHaveBeenCalledTimes(1);
    });
    const others = [group.submit(2), group.submit(3)];
    await new Promise((resolve) => setImmediate(resolve));
    expect(commit).toHaveBeenCalledTimes(1);
    goOn();
    expect(await first).toBe(2);
    await eventually(() => {
      expect(commit).toHaveBeenCalledTimes(2);
    });
    goOn();
    expect(await Promise.all(others)).toEqual([4, 6]);
    expect(commit.mock.calls).toEqual([[[1]], [[2, 3]]]);
  });

  it("answers nobody before the transaction is committed", async () => {
    const { commit, goOn } = slow();
    const answered = vi.fn();
    const answer = createGroupCommit(commit, 10, nobody).submit(1).then(answered);
    await eventually(() => {
      expect(commit).toHaveBeenCalled();
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).not.toHaveBeenCalled();
    goOn();
    await answer;
    expect(answered).toHaveBeenCalledWith(2);
  });

  it("does not let one bad item fail its neighbours", async () => {
    const commit = (items: readonly number[]) =>
      items.includes(2) ? Promise.reject(new Error("2 is bad")) : doubled(items);
    const group = createGroupCommit<number, number>(commit, 10, nobody);
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.submit(item)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("does not try item by item when the trouble is everyone's, and goes on with what comes later", async () => {
    const commit = vi.fn(doubled).mockRejectedValueOnce(new Error("locked"));
    const group = createGroupCommit(commit, 10, (error) => String(error).includes("locked"));
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.submit(item)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(commit).toHaveBeenCalledTimes(1);
    expect(await group.submit(4)).toBe(8);
  });

  it("refuses more than may wait, and takes new work once the group is written", async () => {
    const group = createGroupCommit(doubled, 2, nobody);
    const waiting = [group.submit(1), group.submit(2)];
    await expect(group.submit(3)).rejects.toThrow(Overloaded);
    expect(await Promise.all(waiting)).toEqual([2, 4]);
    expect(await group.submit(3)).toBe(6);
  });

  it("counts what is being written among what waits: a slow database must not fill the memory", async () => {
    const { commit, goOn } = slow();
    const group = createGroupCommit(commit, 2, nobody);
    const first = group.submit(1);
    await eventually(() => {
      expect(commit).toHaveBeenCalled();
    });
    const second = group.submit(2);
    await expect(group.submit(3)).rejects.toThrow(Overloaded);
    goOn();
    await first;
    await eventually(() => {
      expect(commit).toHaveBeenCalledTimes(2);
    });
    goOn();
    expect(await second).toBe(4);
  });
});
