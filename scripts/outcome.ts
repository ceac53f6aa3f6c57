import type { Mapped } from "../app/tiktok/mapping.ts";

/** What a sender makes of one order, as one line of JSON says it. The event is not trusted to be one: any program may have made it. */
export type Outcome =
  | { event: unknown; pixels?: readonly string[] | undefined }
  | { skipped: string; problem?: string | undefined };

/** The mapper's answer in these words. */
export function outcomeOf(mapped: Mapped): Outcome {
  switch (mapped.kind) {
    case "event":
      return {
        event: mapped.event,
        ...(mapped.pixels === undefined ? {} : { pixels: mapped.pixels }),
      };
    case "skipped":
    case "waiting":
      return { skipped: mapped.reason };
    case "unreadable":
      return { skipped: "unreadable", problem: mapped.reason };
  }
}
