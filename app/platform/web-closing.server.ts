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
  const underWay = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // Before whoever answers.
  server.prependListener("request", (_request, response) => {
    if (departure.hasBegun()) response.setHeader("Connection", "close");
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
  });
  return {
    begin() {
      departure.begin();
      for (const response of underWay) if (!response.headersSent) response.setHeader("Connection", "close");
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
      const busy = new Set([...underWay].map(({ socket }) => socket));
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
      const impatience = setTimeout(() => {
        server.closeAllConnections();
      }, patienceMs);
      await closed;
      clearTimeout(impatience);
    },
  };
}
