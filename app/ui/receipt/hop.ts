import type { Fact } from "../facts/fact.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Moment } from "../formats.ts";
import type { AttemptView } from "./attempts.ts";
import type { ClaimView } from "./claims.ts";
import type { EventFieldGroup } from "./event-fields.ts";
import type { HintView } from "./hints-hop.ts";

/** Of the headings inside a hop. */
export type HeadingLevel = "h3" | "h4";

/** One station of an order on its way to TikTok. */
export interface Hop {
  key: string;
  title: string;
  /** Absent while it has not been reached. */
  tone?: StatusTone;
  at?: Moment;
  /** What stands out beside the title. */
  badge?: { label: string; tone: StatusTone };
  /** What happened here, or why nothing did. */
  sentence: string;
  facts: Fact[];
  /** The event, on the hop that made it. */
  fields?: EventFieldGroup[];
  attempts?: AttemptView[];
  /** What every carrier said, on the hop of the click id. */
  claims?: ClaimView[];
  hints?: HintView[];
}
