import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { createHeart, createHeartbeats, type Heart } from "../observability/heartbeats.server.ts";
import { createInstallationMetrics } from "../observability/installation.server.ts";
import { countNothing, createMetrics, type Counting } from "../observability/metrics.server.ts";
import { createProbes, type Probes } from "../observability/probes.server.ts";
import { createReadiness } from "../observability/readiness.server.ts";
import { createAllShops } from "../operator/all-shops.server.ts";
import type { Config } from "../platform/config.ts";
import { databasePath } from "../platform/database-url.ts";
import type { Store } from "./app.ts";

/** A process with a web server, or one that is only a worker. */
export type Role = "web" | "worker";

/** What the process says of itself. */
export interface ObservabilityParts {
  /** Nothing is counted unless there is a token to read it with. */
  counting: Counting;
  /** This process's worker's. */
  heart: Heart;
  /** Web servers also tell of all shops together; a worker need not read the same once more. */
  probesOf(role: Role): Probes;
}

/** Joins the parts. */
export function composeObservability(
  config: Config,
  { database, departure, clock }: Store,
): ObservabilityParts {
  const { ledger } = database;
  const heartbeats = createHeartbeats(ledger, clock);
  const heart = createHeart(heartbeats, clock);
  const metrics = config.metricsToken && createMetrics();
  const installation = createInstallationMetrics({
    ...{ ledger, clock, survey: createAllShops(ledger, clock).survey },
    freeBytes: () => freeBytes(config.databaseUrl, ledger.dialect.engine),
  });
  return {
    counting: metrics ?? countNothing,
    heart,
    probesOf(role) {
      const ownBeatAt = role === "worker" ? heart.beatAt : undefined;
      const readiness = createReadiness({ ledger, heartbeats, ownBeatAt, departure, clock });
      const { metricsToken: token } = config;
      if (metrics === undefined || token === undefined) return createProbes({ readiness });
      return createProbes({
        readiness,
        token,
        async exposition() {
          const stands = await readiness();
          const own = await metrics.text(stands);
          return role === "worker" || stands.database === "silent" ? own : own + (await installation.text());
        },
      });
    },
  };
}

async function freeBytes(url: string, engine: "sqlite" | "postgresql"): Promise<number | undefined> {
  if (engine === "postgresql") return undefined;
  const { bavail, bsize } = await statfs(dirname(databasePath(url)));
  return bavail * bsize;
}
