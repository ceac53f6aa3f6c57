import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Departure } from "./departure.ts";

/** How a web server comes to its end without breaking off an answer. */
export interface WebClosing {
  /** From now on every answer, those under way too, asks the other side to open no further request on its connection. */
  begin(): void;
  /** Takes no further connection, closes those that wait for nothing, and resolves when all others have their answer; after `patienceMs` they are broken off. */
  finish(patienceMs: number): Promise<void>;
}

/** Follows the server's connections, so that it can say goodbye to each. */
export function createWebClosing(server: Server, departure: Departure): WebClosing {
  // By its socket, which stays: a set that every answer enters and leaves is made anew all the time, which costs memory (docs/performance.md).
  const sockets = new Map<Socket, ServerResponse | undefined>();
  server.on("connection", (socket: Socket) => {
    sockets.set(socket, undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  // Before whoever answers.
  server.prependListener("request", ({ socket }, response) => {
    if (departure.hasBegun()) response.setHeader("Connection", "close");
    // Of requests sent without waiting for answers the last counts.
    if (sockets.has(socket)) sockets.set(socket, response);
    response.once("close", () => {
      if (sockets.get(socket) === response) sockets.set(socket, undefined);
    });
  });
  return {
    begin() {
      departure.begin();
      for (const response of sockets.values())
        if (response?.headersSent === false) response.setHeader("Connection", "close");
    },
    async finish(patienceMs) {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      // An answer whose head had gone out already could not say that it is the last.
      server.keepAliveTimeout = 1;
      // Node would wait for those that have not asked for anything yet, for as long as they like.
      for (const [socket, response] of sockets) if (response === undefined) socket.destroy();
      const impatience = setTimeout(() => {
        server.closeAllConnections();
      }, patienceMs);
      await closed;
      clearTimeout(impatience);
    },
  };
}
