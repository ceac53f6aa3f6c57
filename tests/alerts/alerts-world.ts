/** The alerts of one shop on a real database, between a mail server and a receiver of webhooks. */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { IncomingHttpHeaders } from "node:http";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";
import { onTestFinished } from "vitest";
import { DEFAULT_ALERTS, type AlertDocument } from "../../app/alerts/alert-settings.ts";
import type { WebhookReach } from "../../app/alerts/webhook.server.ts";
import { composeAlerts, type AlertParts } from "../../app/composition/alerts.server.ts";
import { readConfig } from "../../app/platform/config.ts";
import type { Database } from "../../app/platform/database.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { environment } from "../ingest/app-under-test.ts";
import { change, newDatabaseUrl, openForTest, select } from "../platform/temporary-database.ts";
import { SELF_SIGNED } from "../tiktok/self-signed.ts";

export const SHOP = "northpine.myshopify.com";
/** A Monday, half past noon in UTC. */
export const START = Date.UTC(2026, 10, 23, 12, 30);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A mail as it arrived. */
export interface Arrived {
  to: string[];
  text: string;
}

/** What the mail server does with the next recipient. */
export interface MailServer {
  mails: Arrived[];
  /** An answer in place of taking it, once. */
  refusals: { code: number; text: string }[];
  url: string;
  stop(): Promise<void>;
}

/** Starts a mail server that keeps what it takes. */
export async function startMailServer(): Promise<MailServer> {
  const mails: Arrived[] = [];
  const refusals: MailServer["refusals"] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["STARTTLS", "AUTH"], logger: false },
    onRcptTo(_address, _session, callback) {
      const refusal = refusals.shift();
      if (refusal === undefined) callback();
      else callback(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData(stream, session, callback) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text: Buffer.concat(pieces).toString("utf8") });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ mails, refusals, url: `smtp://127.0.0.1:${port}` },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

/** A message as the receiver got it. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A shop's own system. */
export interface Receiver {
  received: Received[];
  /** Statuses of the next answers; 204 when there is none. */
  statuses: number[];
  /** Its address, and how it is reached: its name leads to this machine. */
  url: string;
  reach: WebhookReach;
  stop(): void;
}

/** Starts a receiver over https. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = createServer(SELF_SIGNED, (request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(pieces).toString("utf8") });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ received, statuses, url: `https://localhost:${port}/alerts` },
    reach: {
      resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
      isAllowed: (address) => address === "127.0.0.1",
      ports: new Set([String(port)]),
      ca: SELF_SIGNED.cert,
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What a message says, when its signature holds. Throws when it does not. */
export function verified(
  { headers, body }: Received,
  secret: string,
): { type: string; data: Record<string, unknown> } {
  const timestamp = Number(headers["webhook-timestamp"]);
  const skew = Date.now() - 1000 * timestamp;
  // The library goes by the wall clock, and the test's messages by the test's.
  const now = Date.now;
  Date.now = () => now() - skew;
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>) as ReturnType<typeof verified>;
  } finally {
    Date.now = now;
  }
}

/** A world. */
export interface AlertsWorld {
  database: Database;
  clock: { now: number };
  parts: AlertParts;
  mail: MailServer;
  receiver: Receiver;
  secret: string;
  /** Lets the chores look and send; then time passes. */
  pass(ms: number, every?: number): Promise<void>;
  /** Lets the chores look and send, at this moment. */
  look(): Promise<void>;
  save(
    document?: Partial<AlertDocument>,
    places?: { recipients?: string[]; webhookUrl?: string },
  ): Promise<void>;
  change(text: string, params?: Record<string, unknown>): Promise<number>;
  rows<T>(text: string): Promise<T[]>;
  /** Another process on the same database. */
  again(): AlertParts;
}

/** Starts a world: one shop with a pixel, one recipient and a webhook. Gone when the test ends. */
export async function alertsWorld(): Promise<AlertsWorld> {
  const [mail, receiver] = [await startMailServer(), await startReceiver()];
  onTestFinished(async () => {
    receiver.stop();
    await mail.stop();
  });
  const databaseUrl = await newDatabaseUrl();
  const database = openForTest(databaseUrl);
  const clock = { now: START };
  const config = readConfig({
    ...environment(databaseUrl, "http://127.0.0.1:9"),
    ...{ SMTP_URL: mail.url, ALERTS_FROM: "Throughline <alerts@app.example.com>" },
  });
  const again = () =>
    composeAlerts({
      ...{ config, ledger: database.ledger, vault: createVault(config.encryptionKeys) },
      ...{ clock: () => clock.now, logger: createLogger("silent"), reach: receiver.reach },
    });
  const parts = again();
  const world: AlertsWorld = {
    ...{ database, clock, parts, mail, receiver, secret: "", again },
    async look() {
      for (const chore of parts.chores) await chore.run(() => false);
    },
    async pass(ms, every = 5 * MINUTE) {
      for (let left = ms; left > 0; left -= every) {
        await world.look();
        clock.now += Math.min(every, left);
      }
      await world.look();
    },
    save: (document = {}, { recipients = ["mia@northpine.example"], webhookUrl = receiver.url } = {}) =>
      parts.settings.save({
        ...{ shop: SHOP, by: "1", document: { ...DEFAULT_ALERTS, ...document }, recipients },
        webhookUrl: webhookUrl === "" ? undefined : webhookUrl,
      }),
    change: (text, params) => change(database, text, params),
    rows: (text) => select(database, text),
  };
  await world.change(
    `INSERT INTO shop (domain, installed_at, timezone) VALUES ('${SHOP}', 1, 'Europe/Berlin')`,
  );
  await world.change(
    `INSERT INTO pixel (shop, code, sealed_token, updated_at) VALUES ('${SHOP}', 'CALERTPIXEL', '', 1)`,
  );
  await world.save();
  world.secret = (await parts.settings.newSecret(SHOP, "1")) ?? "";
  return world;
}

/** TikTok refuses the token from now on, or takes it again. */
export async function tokenDies(world: AlertsWorld, dead = true): Promise<void> {
  await world.change(`UPDATE pixel SET paused_at = ${dead ? String(world.clock.now) : "NULL"}`);
}

/** Words of the catalogue, to hold messages to. */
export const WORDS = JSON.parse(readFileSync("app/locales/en/alerts.json", "utf8")) as {
  messages: Record<string, { title: string }>;
};
