import type { SettingsView } from "./settings-view.ts";

/** What stands in the form. Text fields hold text: an empty one is empty. */
export interface Draft {
  pixelCode: string;
  testEventCode: string;
  token: string;
  /** The token's field is open, although one is saved. */
  replacingToken: boolean;
}

/** The form as it is when nothing has been changed. A saved token is never in it. */
export function draftOf({ pixelCode = "", testEventCode = "" }: SettingsView): Draft {
  return { pixelCode, testEventCode, token: "", replacingToken: false };
}

/** Whether there is something to save. */
export function isChanged(draft: Draft, saved: Draft): boolean {
  return (
    draft.pixelCode !== saved.pixelCode || draft.testEventCode !== saved.testEventCode || draft.token !== ""
  );
}
