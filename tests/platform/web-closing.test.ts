import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDeparture, type Departure } from "../../app/platform/departure.ts";
import { createWebClosing, type WebClosing } from "../../app/platform/web-closing.server.ts";
import { eventually } from "./eventually.ts";

/** Longer than any test goes on. */
const LONG = 600_000;
const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

let closing: WebClosing;
let departure: Departure;
let port: number;
let held: ServerResponse[];
let clients: Socket[];
beforeEach(async () => {
  [held, clients] = [[], []];
  const server = createServer((_request: IncomingMessage, response) => held.push(response));
  departure = createDeparture();
  closing = createWebClosing(server, departure);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
  return () => {
    server.closeAllConnections();
  };
});
afterEach(() => {
  for (const client of clients) client.destroy();
});

/** A connection, what came over it, and whether the other side closed it. */
function open() {
  const socket = connect(port, "127.0.0.1");
  clients.push(socket);
  const seen = { socket, text: "", closed: false };
  socket.on("data", (chunk: Buffer) => (seen.text += chunk.toString()));
  socket.on("close", () => (seen.closed = true));
  socket.on("error", () => undefined);
  return seen;
}

async function asking() {
  const [before, client] = [held.length, open()];
  client.socket.write(GET);
  await eventually(() => {
    expect(held.length).toBeGreaterThan(before);
  });
  return client;
}

it("while the process stays, connections are kept", async () => {
  const client = await asking();
  held[0]?.end("well");
  await eventually(() => {
    expect(client.text).toMatch(/Connection: keep-alive[^]*well/);
  });
  expect(client.closed).toBe(false);
});

it("an answer under way when the process begins to go is given whole and closes its connection, as do those after it", async () => {
  const [under, idle] = [await asking(), await asking()];
  held[1]?.end("early");
  await eventually(() => {
    expect(idle.text).toContain("early");
  });
  closing.begin();
  expect(departure.hasBegun()).toBe(true);
  held[0]?.end("whole");
  idle.socket.write(GET);
  await eventually(() => {
    expect(held).toHaveLength(3);
  });
  held[2]?.end("late");
  await eventually(() => {
    expect([under.closed, idle.closed]).toEqual([true, true]);
  });
  expect(under.text).toMatch(/Connection: close[^]*whole/);
  expect(idle.text).toMatch(/early[^]*Connection: close[^]*late/);
});

it("of two requests sent without waiting both are answered, and the last answer closes the connection", async () => {
  const client = await asking();
  client.socket.write(GET);
  await eventually(() => {
    expect(held).toHaveLength(2);
  });
  closing.begin();
  held[0]?.end("first");
  held[1]?.end("second");
  await eventually(() => {
    expect(client.closed).toBe(true);
  });
  expect(client.text).toMatch(/Connection: keep-alive[^]*first[^]*Connection: close[^]*second/);
});

it("connections that ask for nothing do not keep a server from closing, and one that is being answered does", async () => {
  const silent = open();
  const under = await asking();
  closing.begin();
  let finished = false;
  const finish = closing.finish(LONG).then(() => (finished = true));
  await eventually(() => {
    expect(silent.closed).toBe(true);
  });
  expect(finished).toBe(false);
  held[0]?.end("whole");
  await finish;
  await eventually(() => {
    expect(under.text).toContain("whole");
  });
});

it("an answer whose head had gone out ends, and its connection with it", async () => {
  const under = await asking();
  held[0]?.write("first,");
  await eventually(() => {
    expect(under.text).toContain("first,");
  });
  closing.begin();
  const finish = closing.finish(LONG);
  held[0]?.end("last");
  await finish;
  await eventually(() => {
    expect(under.text).toMatch(/first,[^]*last/);
  });
});

it("an answer that never ends is broken off", async () => {
  const under = await asking();
  closing.begin();
  await closing.finish(1);
  await eventually(() => {
    expect(under.closed).toBe(true);
  });
});
