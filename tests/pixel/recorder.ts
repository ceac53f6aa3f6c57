import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { readHint, type PostedHint } from "./contract.ts";

/** One request the recorder got. */
export interface Recorded {
  method: string;
  origin: string | undefined;
  contentType: string | undefined;
  body: string;
}

/** Stands in for the app's /collect on an origin of its own, answering as docs/hints.md says. */
export class Recorder {
  readonly requests: Recorded[] = [];
  /** Statuses of the next answers; 202 when there are none left. */
  readonly statuses: number[] = [];
  readonly #server = createServer((request, response) => {
    void this.#record(request).then(() => {
      const status = this.statuses.shift() ?? 202;
      response.writeHead(status, { "access-control-allow-origin": "*" }).end();
    });
  });

  /** Starts on a free loopback port. */
  static async start(): Promise<Recorder> {
    const recorder = new Recorder();
    await new Promise<void>((listening) => recorder.#server.listen(0, "127.0.0.1", listening));
    return recorder;
  }

  get endpoint(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}/collect`;
  }

  /** Every body so far, each held to the contract. */
  get hints(): PostedHint[] {
    return this.requests.map(({ body }) => readHint(body));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((closed) => {
      this.#server.close(() => {
        closed();
      });
    });
  }

  async #record(request: IncomingMessage): Promise<void> {
    const { method = "", headers } = request;
    const body = await text(request);
    this.requests.push({ method, origin: headers.origin, contentType: headers["content-type"], body });
  }
}
