import { createServer, request as httpRequest, type ClientRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createBodyReader, type BodyReader } from "../../app/ingest/request-body.server.ts";
import { eventually } from "../platform/eventually.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that reads bodies so, and what came of each. */
async function serverWith(read: BodyReader) {
  const results: (number | string)[] = [];
  let heard = 0;
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => (heard += chunk.length));
    void read(request)
      .then(
        (body) => results.push(body.length),
        (error: unknown) => results.push((error as Error).name),
      )
      .finally(() => response.writeHead(200, { Connection: "close" }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const open = (headers: Record<string, string | number> = {}): ClientRequest => {
    const request = httpRequest({ port, host: "127.0.0.1", method: "POST", headers, agent: false });
    // A server that has heard enough hangs up.
    request.on("error", () => undefined);
    return request;
  };
  const came = (...expected: (number | string)[]) =>
    eventually(() => {
      expect(results).toEqual(expected);
    });
  const heardBytes = (count: number) =>
    eventually(() => {
      expect(heard).toBe(count);
    });
  return { open, came, heardBytes };
}

const bytes = (count: number) => Buffer.alloc(count, "x");

describe("a body", () => {
  it("is read whole, in as many chunks as it comes", async () => {
    const { open, came } = await serverWith(createBodyReader({ one: 100, together: 100 }));
    open().end();
    await came(0);
    const request = open();
    request.write(bytes(40));
    request.end(bytes(60));
    await came(0, 100);
  });

  it("that says it is too long is not read", async () => {
    const { open, came } = await serverWith(createBodyReader({ one: 100, together: 1000 }));
    open({ "content-length": 101 }).flushHeaders();
    await came("BodyTooLarge");
  });

  it("that becomes too long is not read on", async () => {
    const { open, came } = await serverWith(createBodyReader({ one: 100, together: 1000 }));
    open().write(bytes(101));
    await came("BodyTooLarge");
  });

  it("of a sender that goes away is nothing", async () => {
    const { open, came } = await serverWith(createBodyReader({ one: 100, together: 1000 }));
    const request = open();
    request.write(bytes(10), () => request.destroy());
    await came("SenderGone");
  });

  it.each([
    ["has said how long it is", { "content-length": 100 }],
    ["has not said how long it is", {}],
  ])("that comes when too much is being read takes the place of one that %s", async (_which, headers) => {
    const { open, came, heardBytes } = await serverWith(createBodyReader({ one: 100, together: 150 }));
    open(headers).write(bytes(90));
    await heardBytes(90);
    open().end(bytes(61));
    await came("Overloaded", 61);
    // What both took is free again.
    for (const size of [100, 100, 100]) {
      const before = open();
      before.end(bytes(size));
      await new Promise((resolve) => before.on("close", resolve));
    }
    await came("Overloaded", 61, 100, 100, 100);
  });

  it("arrives among any number of slow ones", async () => {
    const { open, came } = await serverWith(createBodyReader({ one: 100, together: 1000 }));
    const slow = Array.from({ length: 30 }, () => open());
    await Promise.all(
      slow.map(
        (request) =>
          new Promise<void>((resolve) =>
            request.write(bytes(90), () => {
              resolve();
            }),
          ),
      ),
    );
    // 30 times 90 bytes do not fit: the first of them have made room for the last.
    await came(...Array<string>(19).fill("Overloaded"));
    open().end(bytes(95));
    await came(...Array<string>(20).fill("Overloaded"), 95);
  });
});
