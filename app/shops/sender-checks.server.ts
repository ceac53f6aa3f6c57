import type { Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import {
  findingsSchema,
  NO_CHECK,
  SENDER_ANSWERS,
  senderVerdict,
  type Findings,
  type SenderAnswer,
  type SenderCheck,
  type SenderVerdict,
} from "./sender-verdict.ts";

/** What is known of other senders, shop by shop. */
export interface SenderChecks {
  of(shop: string): Promise<SenderCheck>;
  /** The verdict for the pixels that are connected now. */
  verdict(shop: string): Promise<SenderVerdict>;
  keepFindings(shop: string, findings: Findings): Promise<void>;
  keepAnswer(shop: string, answer: SenderAnswer): Promise<void>;
}

const SQL = {
  one: `
    SELECT checked_at AS "checkedAt", findings, answer, answered_at AS "answeredAt" FROM sender_check WHERE shop = @shop`,
  codes: `SELECT code FROM pixel WHERE shop = @shop`,
  keepFindings: `
    INSERT INTO sender_check (shop, checked_at, findings) VALUES (@shop, @now, @findings)
    ON CONFLICT (shop) DO UPDATE SET checked_at = excluded.checked_at, findings = excluded.findings`,
  keepAnswer: `
    INSERT INTO sender_check (shop, answered_at, answer) VALUES (@shop, @now, @answer)
    ON CONFLICT (shop) DO UPDATE SET answered_at = excluded.answered_at, answer = excluded.answer`,
} as const;

interface Row {
  checkedAt: number | null;
  findings: string | null;
  answer: string | null;
  answeredAt: number | null;
}

/** The checks on a ledger. */
export function createSenderChecks(ledger: Ledger, clock: Clock): SenderChecks {
  const run = prepareAll(ledger, SQL);
  return {
    async of(shop) {
      const row = await ledger.read(() => run.one.get<Row>({ shop }));
      return row === undefined ? NO_CHECK : checkOf(row);
    },
    async verdict(shop) {
      const [row, codes] = await ledger.read(function* () {
        return [yield* run.one.get<Row>({ shop }), yield* run.codes.all<{ code: string }>({ shop })] as const;
      });
      const connected = codes.map(({ code }) => code);
      return senderVerdict(row === undefined ? NO_CHECK : checkOf(row), connected);
    },
    async keepFindings(shop, findings) {
      const params = { shop, now: clock(), findings: JSON.stringify(findings) };
      await ledger.write(() => run.keepFindings.change(params));
    },
    async keepAnswer(shop, answer) {
      await ledger.write(() => run.keepAnswer.change({ shop, answer, now: clock() }));
    },
  };
}

function checkOf({ checkedAt, findings, answer, answeredAt }: Row): SenderCheck {
  return {
    checkedAt: checkedAt ?? undefined,
    findings: findings === null ? undefined : findingsSchema.parse(JSON.parse(findings)),
    answer: SENDER_ANSWERS.find((one) => one === answer),
    answeredAt: answeredAt ?? undefined,
  };
}
