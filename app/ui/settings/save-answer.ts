import type { SaveOutcome } from "../../shops/settings-store.server.ts";
import type { SaveAnswer } from "../frame/use-saved-form.ts";

/** What came of saving the page. */
export function saveAnswer(outcome: SaveOutcome): SaveAnswer {
  switch (outcome) {
    case "saved":
      return { kind: "saved", message: "Settings saved" };
    case "unchanged":
      return { kind: "saved", message: "The settings were the same already" };
    case "stale":
      return {
        kind: "refused",
        message:
          "Somebody else saved other settings meanwhile. This page shows theirs now, with what you changed on top; History below says what they changed. Look through it, and save again.",
      };
  }
}
