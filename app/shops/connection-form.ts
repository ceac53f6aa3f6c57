import { z } from "zod";

/** A myshopify.com domain. */
export const shopDomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, "A shop is named by its myshopify.com domain.");

/** A pixel code: about 20 capital letters and digits; the exact length is not documented. */
const pixelCode = z
  .string()
  .trim()
  .min(1, "Enter the pixel code. It is in TikTok Events Manager, beside the pixel's name.")
  .regex(/^[A-Za-z0-9]{4,64}$/, "A pixel code has only letters and digits, like C4A1B2C3D4E5F6G7H8I9.");

const token = z
  .string()
  .trim()
  .regex(
    /^[\x21-\x7e]{8,512}$/,
    "This does not look like an access token. Copy it again, without spaces or line breaks.",
  );

const testEventCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "A test event code has only letters and digits, like TEST12345.");

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

/** The first message of each field that is wrong. */
export function formErrors(error: z.ZodError): ConnectionFormErrors {
  const fields = z.flattenError(error).fieldErrors as Partial<Record<ConnectionFormField, string[]>>;
  return Object.fromEntries(Object.entries(fields).map(([field, messages]) => [field, messages[0]]));
}
