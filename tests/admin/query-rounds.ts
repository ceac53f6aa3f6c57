/** Counts how often a request waits for the database: what is asked at the same time is one round. */
import type { Database } from "../../app/platform/database.server.ts";

/** Prisma's one way to its engine. */
interface PrismaInside {
  _request(...asked: unknown[]): Promise<unknown>;
}

export interface RoundCounter {
  /** Rounds and single questions since the last reset. */
  count(): { rounds: number; questions: number };
  reset(): void;
}

/** Listens to both ways into the database. */
export function countRounds({ ledger, prisma }: Database): RoundCounter {
  let [rounds, questions, underWay] = [0, 0, 0];
  const counted = async <T>(ask: () => Promise<T>): Promise<T> => {
    questions += 1;
    if (underWay === 0) rounds += 1;
    underWay += 1;
    try {
      return await ask();
    } finally {
      underWay -= 1;
    }
  };
  const { read, write } = ledger;
  ledger.read = (steps) => counted(() => read.call(ledger, steps) as ReturnType<typeof ledger.read<never>>);
  ledger.write = (steps) =>
    counted(() => write.call(ledger, steps) as ReturnType<typeof ledger.write<never>>);
  const inside = prisma as unknown as PrismaInside;
  const request = inside._request;
  inside._request = (...asked) => counted(() => request.apply(prisma, asked));
  return {
    count: () => ({ rounds, questions }),
    reset() {
      [rounds, questions] = [0, 0];
    },
  };
}
