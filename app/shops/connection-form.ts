import { z } from "zod";
import type { Translate } from "../locales/translate.ts";

/** A myshopify.com domain. */
export const shopDomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, "A shop is named by its myshopify.com domain.");

/** What can be wrong with what was entered. */
export type ConnectionInputProblem =
  "pixel_code_missing" | "pixel_code_form" | "token_form" | "test_code_form";

/** A pixel code: about 20 capital letters and digits; the exact length is not documented. */
const pixelCode = z
  .string()
  .trim()
  .min(1, "pixel_code_missing" satisfies ConnectionInputProblem)
  .regex(/^[A-Za-z0-9]{4,64}$/, "pixel_code_form" satisfies ConnectionInputProblem);

const token = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{8,512}$/, "token_form" satisfies ConnectionInputProblem);

const testEventCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "test_code_form" satisfies ConnectionInputProblem);

const blankIsAbsent = (value: unknown) =>
  typeof value === "string" && value.trim() === "" ? undefined : value;

/** What a merchant or an operator enters to connect TikTok. An empty token keeps the one there is. */
export const connectionForm = z.object({
  pixelCode,
  token: z.preprocess(blankIsAbsent, token.optional()),
  testEventCode: z.preprocess(blankIsAbsent, testEventCode.optional()),
});

export type ConnectionForm = z.output<typeof connectionForm>;
export type ConnectionFormField = keyof ConnectionForm;
export type ConnectionFormErrors = Partial<Record<ConnectionFormField, string>>;

/** What to correct, in words, for each field that is wrong. */
export function formErrors(error: z.ZodError, t: Translate): ConnectionFormErrors {
  const fields = z.flattenError(error).fieldErrors as Partial<
    Record<ConnectionFormField, [ConnectionInputProblem]>
  >;
  return Object.fromEntries(
    Object.entries(fields).map(([field, [problem]]) => [field, t(`connection.errors.${problem}`)]),
  );
}
