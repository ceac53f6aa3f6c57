/** Thrown to a caller when more work waits than may. Nothing was written. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

export interface GroupCommit<T, R> {
  /** Resolves after the transaction that holds `item` is committed; rejects when it is not. */
  submit(item: T): Promise<R>;
}

interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/** Writes all of the items or none, and resolves to a result for each once they are on disk. */
export type Commit<T, R> = (items: readonly T[]) => Promise<R[]>;

/**
 * Gathers what is submitted while a commit is under way, or in one turn of the event loop, into one transaction, so that many share the cost of one fsync. An error
 * that `concernsAll` is everyone's; after any other the items are tried one by one, because one bad item must not fail its neighbours.
 */
export function createGroupCommit<T, R>(
  commit: Commit<T, R>,
  maxWaiting: number,
  concernsAll: (error: unknown) => boolean,
): GroupCommit<T, R> {
  let waiting: Waiting<T, R>[] = [];
  let committing = 0;

  async function flush(): Promise<void> {
    const group = waiting;
    waiting = [];
    committing = group.length;
    await commitGroup(group, commit, concernsAll);
    committing = 0;
    if (waiting.length > 0) setImmediate(() => void flush());
  }

  return {
    submit(item) {
      if (waiting.length + committing >= maxWaiting)
        return Promise.reject(new Overloaded("too much is waiting to be written"));
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (waiting.length === 1 && committing === 0) setImmediate(() => void flush());
      });
    },
  };
}

async function commitGroup<T, R>(
  group: readonly Waiting<T, R>[],
  commit: Commit<T, R>,
  concernsAll: (error: unknown) => boolean,
): Promise<void> {
  try {
    const results = await commit(group.map(({ item }) => item));
    group.forEach(({ resolve }, index) => {
      resolve(results[index] as R);
    });
  } catch (error) {
    // A database in trouble keeps each try waiting: trying again item by item would stop the process for minutes.
    if (group.length === 1 || concernsAll(error)) for (const one of group) one.reject(error);
    else for (const one of group) await commitGroup([one], commit, concernsAll);
  }
}
