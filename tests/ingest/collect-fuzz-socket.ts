/** Requests as bytes on a socket. */
import net from "node:net";
import { isComplete, type Framing, type Wire } from "./collect-fuzz-wire.ts";

/** The bytes of a request whose sender the last proxy saw at `address`. */
export function wireBytes(wire: Wire, body: Buffer, address: string): Buffer {
  const lines = [
    `${wire.method} ${wire.target} HTTP/1.1`,
    "Host: app.example",
    `Content-Type: ${wire.contentType}`,
  ];
  lines.push(...wire.harmless, ...wire.hostile, `X-Forwarded-For: ${address}`);
  if (!wire.followed) lines.push("Connection: close");
  lines.push(...lengthLines(wire.framing, body.length));
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  const first = Buffer.concat([head, framed(wire.framing, body)]);
  if (!wire.followed) return first;
  return Buffer.concat([first, wireBytes({ ...wire, followed: false }, body, address)]);
}

function lengthLines(how: Framing, length: number): string[] {
  switch (how.kind) {
    case "length":
    case "torn":
      return [`Content-Length: ${length}`];
    case "announced_more":
      return [`Content-Length: ${length + how.by}`];
    case "announced_less":
      return [`Content-Length: ${Math.max(0, length - how.by)}`];
    case "chunked":
    case "bad_chunks":
      return ["Transfer-Encoding: chunked"];
    case "two_lengths":
      return [`Content-Length: ${length}`, `Content-Length: ${length + 1}`];
    case "length_and_chunked":
      return [`Content-Length: ${length}`, "Transfer-Encoding: chunked"];
    case "unannounced":
      return [];
  }
}

function framed(how: Framing, body: Buffer): Buffer {
  if (how.kind === "bad_chunks")
    return Buffer.concat([Buffer.from("5\r\n"), body, Buffer.from("\r\nzz\r\n")]);
  if (how.kind !== "chunked" && how.kind !== "length_and_chunked") return body;
  const sizes = how.kind === "chunked" ? how.sizes : [100];
  const parts: Buffer[] = [];
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const part = body.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
    at += part.length;
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

/** Sends bytes, and then waits for the answer, closes its side, or goes away. Resolves with the statuses it saw once the connection is over. */
export function sendBytes(port: number, wire: Wire, bytes: Buffer): Promise<number[]> {
  const { framing: how } = wire;
  const cut = how.kind === "torn" ? bytes.subarray(0, Math.floor(bytes.length * how.share)) : bytes;
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    let answer = "";
    const finals = () =>
      [...answer.matchAll(/^HTTP\/1\.1 ([2-9]\d\d)/gm)].map(([, status]) => Number(status));
    const hung = setTimeout(() => {
      reject(new Error("no answer within ten seconds"));
      socket.destroy();
    }, 10_000);
    socket.on("data", (data) => {
      answer += data.toString("latin1");
      if (finals().length >= (wire.followed ? 2 : 1)) socket.destroy();
    });
    // A server that refuses early resets what it did not read.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(hung);
      resolve(finals());
    });
    socket.on("connect", () => {
      socket.write(cut, () => {
        if (how.kind === "torn" && how.reset) socket.resetAndDestroy();
        else if (how.kind === "torn") socket.destroy();
        else if (!isComplete(wire)) socket.end();
      });
    });
  });
}
