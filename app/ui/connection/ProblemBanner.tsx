import { Banner, BlockStack } from "@shopify/polaris";
import { Facts } from "../facts/Facts.tsx";
import type { LoginProblem } from "./login-view.ts";

/** What broke and what to do, with TikTok's own answer. */
export function ProblemBanner({ problem }: { problem: LoginProblem }) {
  return (
    <Banner tone="critical" title={problem.title}>
      <BlockStack gap="200">
        <p>{problem.advice}</p>
        {problem.answer.length > 0 && <Facts facts={problem.answer} />}
      </BlockStack>
    </Banner>
  );
}
