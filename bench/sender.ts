/** The load generator, a process of its own so that its work is not counted as the server's. It is told its jobs by its parent, one after another. */
import { openConnection, type Connection } from "./connection.ts";
import { signedRequest, type Signature, type SignedRequest } from "./signed-request.ts";

/** What to send where. The orders are numbered from `first`. */
export interface Job extends Signature {
  port: number;
  first: number;
  count: number;
  connections: number;
  /**
   * Requests a second, at moments drawn beforehand (a Poisson process), whether or not earlier ones are answered. Without it every connection sends its next
   * request as soon as it has its answer.
   */
  perSecond?: number;
}

/** One request and what became of it. */
export interface Sent {
  number: number;
  eventId: string;
  /** When it had to be sent, milliseconds since the epoch. */
  dueAt: number;
  /** From then until the answer was there: a late start counts as the server's. */
  tookMs: number;
  /** How much of that went by before this process noticed: it shares the machine with the server. */
  noticedMs: number;
  /** 0 when the connection broke. */
  status: number;
}

/** An order on its way. */
type Order = Pick<Sent, "number" | "dueAt" | "noticedMs">;

export type SenderSays = { kind: "ready" } | { kind: "done"; sent: Sent[] };
export type SenderHears = { kind: "prepare"; job: Job } | { kind: "go" };

/** Puts everything in place for a job; returns what starts it. */
async function prepare(job: Job): Promise<() => Promise<Sent[]>> {
  const requests = Array.from({ length: job.count }, (_, index) => signedRequest(job.first + index, job));
  const pool = await Promise.all(Array.from({ length: job.connections }, () => openConnection(job.port)));
  const { perSecond } = job;
  return () => {
    const sent =
      perSecond === undefined ? saturate(pool, job, requests) : offer(pool, job, requests, perSecond);
    return sent.finally(() => {
      for (const connection of pool) connection.close();
    });
  };
}

/** As fast as the answers come. */
async function saturate(
  pool: readonly Connection[],
  job: Job,
  requests: readonly SignedRequest[],
): Promise<Sent[]> {
  const sent: Sent[] = [];
  let next = 0;
  const sender = async (connection: Connection): Promise<void> => {
    for (let at = next++; ; at = next++) {
      const request = requests[at];
      if (request === undefined) return;
      sent.push(await send(connection, request, { number: job.first + at, dueAt: now(), noticedMs: 0 }));
    }
  };
  await Promise.all(pool.map(sender));
  return sent;
}

/** Each at its moment; one that finds no connection free waits, and its time runs. */
function offer(
  pool: readonly Connection[],
  job: Job,
  requests: readonly SignedRequest[],
  perSecond: number,
): Promise<Sent[]> {
  const dueAt = moments(perSecond, job.count);
  // In turn, so that none idles until the server closes it.
  const free = [...pool];
  const due: { request: SignedRequest; order: Order }[] = [];
  const sent: Sent[] = [];
  let next = 0;

  function sendDue(): void {
    for (let at = dueAt[next]; at !== undefined && at <= now(); at = dueAt[++next]) {
      const order = { number: job.first + next, dueAt: at, noticedMs: now() - at };
      const request = requests[next];
      if (request !== undefined) due.push({ request, order });
    }
    while (free.length > 0) {
      const one = due.shift();
      const connection = one && free.shift();
      if (one === undefined || connection === undefined) return;
      void sendOne(connection, one.request, one.order);
    }
  }

  async function sendOne(connection: Connection, request: SignedRequest, order: Order): Promise<void> {
    const result = await send(connection, request, order);
    sent.push(result);
    if (result.status !== 0) free.push(connection);
    sendDue();
  }

  return new Promise((resolve, reject) => {
    const tick = () => {
      sendDue();
      if (sent.length === job.count) resolve(sent);
      else if (free.length === 0 && sent.length === job.count - due.length)
        reject(new Error("every connection broke"));
      else setTimeout(tick, 1);
    };
    tick();
  });
}

/** So many moments from now on, apart as those of a Poisson process are. */
function moments(perSecond: number, count: number): number[] {
  let at = now();
  return Array.from({ length: count }, () => (at -= (1000 / perSecond) * Math.log1p(-Math.random())));
}

async function send(connection: Connection, { bytes, eventId }: SignedRequest, order: Order): Promise<Sent> {
  const status = await connection.send(bytes).catch(() => 0);
  return { ...order, eventId, status, tookMs: now() - order.dueAt };
}

/** Milliseconds since the epoch, with their fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function say(message: SenderSays): void {
  process.send?.(message);
}

let start: (() => Promise<Sent[]>) | undefined;

async function hear(message: SenderHears): Promise<void> {
  switch (message.kind) {
    case "prepare":
      start = await prepare(message.job);
      say({ kind: "ready" });
      return;
    case "go":
      if (start === undefined) throw new Error("nothing was prepared");
      say({ kind: "done", sent: await start() });
  }
}

process.on("message", (message) => void hear(message as SenderHears));
