import { describe, expect, it, vi } from "vitest";
import { createGroupCommit, Overloaded } from "../../app/platform/group-commit.ts";

const doubled = (items: readonly number[]) => items.map((item) => item * 2);
const nobody = () => false;

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

  it("answers nobody before the transaction is committed", async () => {
    const happened: string[] = [];
    const group = createGroupCommit<number, number>(
      (items) => {
        happened.push("committed");
        return doubled(items);
      },
      10,
      nobody,
    );
    await group.submit(1).then(() => happened.push("answered"));
    expect(happened).toEqual(["committed", "answered"]);
  });

  it("does not let one bad item fail its neighbours", async () => {
    const group = createGroupCommit<number, number>(
      (items) => {
        if (items.includes(2)) throw new Error("2 is bad");
        return doubled(items);
      },
      10,
      nobody,
    );
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.submit(item)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("does not try item by item when the trouble is everyone's", async () => {
    const commit = vi.fn((): number[] => {
      throw new Error("locked");
    });
    const group = createGroupCommit<number, number>(commit, 10, (error) => String(error).includes("locked"));
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.submit(item)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(commit).toHaveBeenCalledTimes(1);
  });

  it("refuses more than may wait, and takes new work once the group is written", async () => {
    const group = createGroupCommit(doubled, 2, nobody);
    const waiting = [group.submit(1), group.submit(2)];
    await expect(group.submit(3)).rejects.toThrow(Overloaded);
    expect(await Promise.all(waiting)).toEqual([2, 4]);
    expect(await group.submit(3)).toBe(6);
  });
});
