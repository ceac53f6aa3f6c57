import { createTransport } from "nodemailer";
import { SECOND } from "../platform/clock.ts";
import type { Secret } from "../platform/secret.ts";
import type { SendAnswer } from "./answer.ts";

/** One mail to one person. */
export interface Mail {
  to: string;
  /** The same at every attempt. */
  messageId: string;
  subject: string;
  body: string;
}

/** Hands a mail to the mail server. Never throws. */
export type SendMail = (mail: Mail) => Promise<SendAnswer>;

/** Where mail is handed over. */
export interface MailOptions {
  smtpUrl: Secret;
  from: string;
}

const CONNECT_MS = 10 * SECOND;
const SILENCE_MS = 20 * SECOND;

/** Mail over SMTP, a connection each: alerts are rare. */
export function createMail({ smtpUrl, from }: MailOptions): SendMail {
  const transport = createTransport(
    {
      ...{ url: smtpUrl.reveal(), disableFileAccess: true, disableUrlAccess: true },
      ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    },
    { from },
  );
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? "localhost";
  return async ({ to, messageId, subject, body }) => {
    try {
      const { response } = await transport.sendMail({
        ...{ to: { name: "", address: to }, subject, text: body, messageId: `<${messageId}@${domain}>` },
        // Nobody's holiday notice answers (RFC 3834).
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return { kind: "accepted", said: response };
    } catch (error) {
      return answerOf(error as SmtpError);
    }
  };
}

/** What nodemailer tells of a mail that was not taken. */
interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
}

function answerOf({ code, responseCode, response }: SmtpError): SendAnswer {
  if (code === "EAUTH" || code === "ENOAUTH") return { kind: "failed", why: "login_failed" };
  if (responseCode !== undefined) {
    const said = response ?? String(responseCode);
    return { kind: "refused", said, final: responseCode >= 500 };
  }
  if (code === "EDNS" || code === "ENOTFOUND") return { kind: "failed", why: "not_found_in_dns" };
  return { kind: "failed", why: code === "ETIMEDOUT" ? "too_slow" : "connection_failed" };
}
