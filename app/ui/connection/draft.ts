import type { FormKind } from "../frame/use-saved-form.ts";
import type { PixelView } from "./connection-view.ts";

/** What stands in the connection's form. Text fields hold text: an empty one is empty. */
export interface ConnectionDraft {
  pixelCode: string;
  testEventCode: string;
  token: string;
  /** The token's field is open, although one is saved. */
  replacingToken: boolean;
}

/** The form of one pixel, or of a new one. A saved token is never in it. */
export function connectionForm(pixel: PixelView | undefined): FormKind<ConnectionDraft> {
  const { code = "", testEventCode = "" } = pixel ?? {};
  return {
    saved: { pixelCode: code, testEventCode, token: "", replacingToken: false },
    isChanged: (draft, saved) =>
      draft.pixelCode !== saved.pixelCode ||
      draft.testEventCode !== saved.testEventCode ||
      draft.token !== "",
    fields: ({ pixelCode, token, testEventCode }) => ({
      ...{ intent: "save", pixel: code },
      ...{ pixelCode, token, testEventCode },
    }),
  };
}
