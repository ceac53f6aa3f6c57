import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { StepIcon } from "../frame/StepIcon.tsx";
import { Time } from "../frame/Time.tsx";
import { useText } from "../frame/use-text.ts";
import type { ClickTestStep } from "./click-test-view.ts";

const ICONS = { done: "done", waiting: "checking", absent: "absent" } as const;

/** What the test waits for, ticked as browsers report. */
export function StepsCard({ steps, complete }: { steps: readonly ClickTestStep[]; complete: boolean }) {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t(`click_test.steps.${complete ? "complete" : "title"}`)}
        </Text>
        <div className="steps" aria-live="polite">
          <BlockStack as="ul" gap="400">
            {steps.map((step) => (
              <StepLine key={step.key} step={step} />
            ))}
          </BlockStack>
        </div>
      </BlockStack>
    </Card>
  );
}

function StepLine({ step: { title, detail, state, at } }: { step: ClickTestStep }) {
  return (
    <li>
      <InlineStack gap="300" wrap={false} blockAlign="start">
        <StepIcon state={ICONS[state]} />
        <BlockStack gap="050">
          <InlineStack gap="200" blockAlign="baseline">
            <Text as="h3" variant="headingSm">
              {title}
            </Text>
            {at !== undefined && (
              <Text as="span" tone="subdued" variant="bodySm">
                <Time at={at} />
              </Text>
            )}
          </InlineStack>
          <Text as="p" tone="subdued">
            {detail}
          </Text>
        </BlockStack>
      </InlineStack>
    </li>
  );
}
