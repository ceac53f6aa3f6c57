/** What a server that means harm answers. */
import type { Socket } from "node:net";
import fc from "fast-check";

/** Pieces of an answer in the order they are sent, and what the server does then. */
export interface Answer {
  /** Whether its name server answers at all. */
  silentName: boolean;
  pieces: string[];
  end: "end" | "destroy" | "reset" | "stall";
}

const STATUS_LINES = [
  ...[
    "HTTP/1.1 200 OK",
    "HTTP/1.1 302 Found",
    "HTTP/1.1 308 x",
    "HTTP/1.1 301",
    "HTTP/1.0 200 OK",
    "HTTP/1.1 404 Not Found",
  ],
  ...[
    "HTTP/1.1 101 x",
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket",
    "HTTP/1.1 100 Continue",
    "HTTP/1.1 103 Early Hints",
    "HTTP/1.1 204 None",
  ],
  ...[
    "HTTP/1.1 304 x",
    "HTTP/1.1 999 x",
    "HTTP/1.1 099 x",
    "HTTP/1.1 000 x",
    "HTTP/1.1 -1 x",
    "HTTP/1.1 20 x",
  ],
  ...[
    "HTTP/2.0 200 OK",
    "HTTP/0.9 200 OK",
    "ICY 200 OK",
    "SSH-2.0-x",
    "220 mail ESMTP",
    "\x16\x03\x01\x02",
    "",
    "<html>",
  ],
];

const LOCATIONS = [
  ...[
    "/",
    "/next?ttclid=x",
    "",
    "?",
    "#",
    "//shop.example",
    "..",
    "http://",
    "http://:80",
    "http://[",
    "http://%00/",
    "https:",
  ],
  ...[
    "javascript:alert(1)",
    "file:///etc/passwd",
    "ftp://shop.example/",
    "data:text/html,x",
    "gopher://x",
    "blob:http://x/1",
  ],
  ...[
    "http://a:b@shop.example/",
    "http://\xff/",
    "ws://shop.example/",
    `/${"a".repeat(9000)}`,
    "http://shop.example:99999/",
  ],
];

const header = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...LOCATIONS).map((target) => `Location: ${target}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        "Content-Length: 0",
        "Content-Length: 5",
        "Content-Length: -1",
        "Content-Length: 1e9",
        "Content-Length: 99999999999999999999",
      ],
      ...[
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Connection: upgrade",
        "Upgrade: websocket",
        "Upgrade: h2c",
      ],
      ...[
        "Connection: keep-alive",
        "Connection: close",
        "Trailer: x",
        "Content-Encoding: br",
        "Set-Cookie: a=b",
        "__proto__: x",
      ],
      ...[
        " fold: x",
        "no colon",
        ": empty",
        "Bad\x00Name: x",
        "X: \x00",
        "X: \r y",
        `X-Big: ${"x".repeat(20_000)}`,
      ],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
);

const head = fc
  .tuple(
    fc.constantFrom(...STATUS_LINES),
    fc.array(header, { maxLength: 4 }),
    fc.constantFrom("\r\n", "\n", "\r"),
  )
  .map(([status, headers, line]) => `${[status, ...headers].join(line)}${line}${line}`);

const body = fc.oneof(
  fc.constantFrom(
    "",
    "hello",
    "5\r\nhello\r\n0\r\n\r\n",
    "zz\r\n",
    "fffffffffffffffff\r\n",
    "x".repeat(100_000),
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  head,
);

/** Waiting for the deadline takes its time. */
const rarely = fc.integer({ min: 0, max: 99 }).map((number) => number === 99);

export const answers: fc.Arbitrary<Answer> = fc.record({
  silentName: rarely,
  pieces: fc.array(fc.oneof({ weight: 3, arbitrary: head }, { weight: 1, arbitrary: body }), {
    maxLength: 4,
  }),
  end: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom("end" as const, "destroy" as const, "reset" as const) },
    { weight: 1, arbitrary: fc.constant("stall" as const) },
  ),
});

/** Sends an answer once the request has begun to arrive. */
export function playAnswer(socket: Socket, { pieces, end }: Pick<Answer, "pieces" | "end">): void {
  socket.once("data", () => {
    for (const piece of pieces) socket.write(piece, "latin1");
    switch (end) {
      case "end":
        socket.end();
        return;
      case "destroy":
        socket.destroySoon();
        return;
      case "reset":
        socket.resetAndDestroy();
        return;
      case "stall":
    }
  });
}
