import { settingsSchema, type Settings } from "./settings.ts";

export type SettingsFormField = "policy" | "windowDays" | "hintWaitSeconds";
export type SettingsFormErrors = Partial<Record<SettingsFormField, string>>;

export type SettingsFormResult = { ok: true; settings: Settings } | { ok: false; errors: SettingsFormErrors };

const MESSAGES: Readonly<Record<SettingsFormField, string>> = {
  policy: "Choose one of the two.",
  windowDays: "Choose 1, 7, 14 or 28 days.",
  hintWaitSeconds: "Enter whole seconds, from 0 to 60.",
};

/** Checks what a merchant entered about consent and attribution by the schema of the settings; `current` keeps what the form does not ask for. */
export function readSettingsForm(form: Record<string, unknown>, current: Settings): SettingsFormResult {
  const parsed = settingsSchema.safeParse({
    ...current,
    consent: { ...current.consent, policy: form["policy"] ?? null },
    attribution: {
      ...current.attribution,
      windowDays: wholeNumber(form["windowDays"]),
      hintWaitSeconds: wholeNumber(form["hintWaitSeconds"]),
    },
  });
  if (parsed.success) return { ok: true, settings: parsed.data };
  const wrong = parsed.error.issues.map(({ path }) => path.at(-1)).filter(isField);
  return { ok: false, errors: Object.fromEntries(wrong.map((field) => [field, MESSAGES[field]])) };
}

/** Not `Number`, for which nothing is zero. A schema's default is for an absent value, so what is no number becomes null. */
function wholeNumber(value: unknown): number | null {
  return typeof value === "string" && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : null;
}

function isField(name: PropertyKey | undefined): name is SettingsFormField {
  return typeof name === "string" && name in MESSAGES;
}
