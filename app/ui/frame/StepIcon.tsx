import { Box, Icon, Spinner } from "@shopify/polaris";
import { AlertTriangleIcon, CheckCircleIcon } from "@shopify/polaris-icons";
import type { ReactNode } from "react";
import "./step-icon.css";
import { useText } from "./use-text.ts";

interface StepIconProps {
  /**
   * - done: it has happened
   * - todo: somebody has to do it
   * - checking: it is not known yet
   * - absent: it should perhaps have happened
   */
  state: "done" | "todo" | "checking" | "absent";
}

/** How a step of a list stands. */
export function StepIcon({ state }: StepIconProps) {
  const word = useText()(`frame.step.${state}`);
  switch (state) {
    case "done":
      return <Symbol icon={<Icon source={CheckCircleIcon} tone="success" accessibilityLabel={word} />} />;
    case "todo":
      return <Symbol icon={<span className="step-open" role="img" aria-label={word} />} />;
    case "checking":
      return <Symbol icon={<Spinner size="small" accessibilityLabel={word} />} />;
    case "absent":
      return <Symbol icon={<Icon source={AlertTriangleIcon} tone="caution" accessibilityLabel={word} />} />;
  }
}

function Symbol({ icon }: { icon: ReactNode }) {
  return (
    <Box width="20px" minWidth="20px">
      {icon}
    </Box>
  );
}
