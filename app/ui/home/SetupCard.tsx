import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { StepIcon } from "../frame/StepIcon.tsx";
import { useText } from "../frame/use-text.ts";
import type { SetupStep } from "./setup.ts";

/** The steps that lead to the first counted purchase, ticked by what the app sees. */
export function SetupCard({ steps }: { steps: readonly SetupStep[] }) {
  const t = useText();
  const done = steps.filter(({ state }) => state === "done").length;
  const next = steps.find(({ state }) => state === "todo")?.key;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("home.setup.heading")}
          </Text>
          <Badge>{t("home.setup.progress", { done, total: steps.length })}</Badge>
        </InlineStack>
        <div className="steps">
          <BlockStack as="ul" gap="300">
            {steps.map((step) => (
              <StepLine key={step.key} step={step} isNext={step.key === next} />
            ))}
          </BlockStack>
        </div>
      </BlockStack>
    </Card>
  );
}

function StepLine({ step, isNext }: { step: SetupStep; isNext: boolean }) {
  const { title, detail, standing, state, action } = step;
  return (
    <li>
      <InlineStack gap="300" wrap={false} blockAlign="start">
        <StepIcon state={state} />
        <BlockStack gap="100">
          <Text as="h3" variant="bodyMd" fontWeight={isNext ? "semibold" : "regular"}>
            {title}
          </Text>
          {standing !== undefined && (
            <Text as="p" tone={state === "absent" ? "caution" : "subdued"}>
              {standing}
            </Text>
          )}
          {state !== "done" && (
            <Text as="p" tone="subdued">
              {detail}
            </Text>
          )}
          {(state === "todo" || state === "absent") && action !== undefined && (
            <Box paddingBlockStart="100">
              <Button
                url={action.url}
                {...(isNext ? { variant: "primary" } : {})}
                {...(action.url.startsWith("/") ? {} : { target: "_top" })}
              >
                {action.label}
              </Button>
            </Box>
          )}
        </BlockStack>
      </InlineStack>
    </li>
  );
}
