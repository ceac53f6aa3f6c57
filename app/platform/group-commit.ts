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

/**
 * Gathers what is submitted in one turn of the event loop into one transaction, so that many share the cost of one fsync. `commit` is
 * synchronous, writes all of its items or none, and returns a result for each. An error that `concernsAll` is everyone's; after any other
 * the items are tried one by one, because one bad item must not fail its neighbours.
 */
export function createGroupCommit<T, R>(
  commit: (items: readonly T[]) => R[],
  maxWaiting: number,
  concernsAll: (error: unknown) => boolean,
): GroupCommit<T, R> {
  let waiting: Waiting<T, R>[] = [];

  function flush(): void {
    const group = waiting;
    waiting = [];
    try {
      const results = commit(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => {
        resolve(results[index] as R);
      });
    } catch (error) {
      // A locked database keeps each try waiting: trying again item by item would stop the process for minutes.
      if (group.length === 1 || concernsAll(error)) for (const one of group) one.reject(error);
      else for (const one of group) commitAlone(one, commit);
    }
  }

  return {
    submit(item) {
      if (waiting.length >= maxWaiting)
        return Promise.reject(new Overloaded("too much is waiting to be written"));
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (waiting.length === 1) setImmediate(flush);
      });
    },
  };
}

function commitAlone<T, R>(
  { item, resolve, reject }: Waiting<T, R>,
  commit: (items: readonly T[]) => R[],
): void {
  try {
    resolve(commit([item])[0] as R);
  } catch (error) {
    reject(error);
  }
}
