import type { SettingsView } from "./settings-view.ts";
import type { FormKind } from "./use-saved-form.ts";

/** What stands in the connection's form. Text fields hold text: an empty one is empty. */
export interface ConnectionDraft {
  pixelCode: string;
  testEventCode: string;
  token: string;
  /** The token's field is open, although one is saved. */
  replacingToken: boolean;
}

/** The connection's form. A saved token is never in it. */
export function connectionForm({
  pixelCode = "",
  testEventCode = "",
}: SettingsView): FormKind<ConnectionDraft> {
  return {
    saved: { pixelCode, testEventCode, token: "", replacingToken: false },
    isChanged: (draft, saved) =>
      draft.pixelCode !== saved.pixelCode ||
      draft.testEventCode !== saved.testEventCode ||
      draft.token !== "",
    fields: ({ pixelCode, token, testEventCode }) => ({ intent: "save", pixelCode, token, testEventCode }),
  };
}

/** What stands in the form about consent and attribution. */
export interface PolicyDraft {
  policy: string;
  windowDays: string;
  hintWaitSeconds: string;
}

/** The form about consent and attribution. */
export function policyForm({ policy }: SettingsView): FormKind<PolicyDraft> {
  return {
    saved: policy,
    isChanged: (draft, saved) =>
      draft.policy !== saved.policy ||
      draft.windowDays !== saved.windowDays ||
      draft.hintWaitSeconds !== saved.hintWaitSeconds,
    fields: (draft) => ({ intent: "save_policy", ...draft }),
  };
}
