import { Banner, BlockStack, Card, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { useText } from "../frame/use-text.ts";
import type { LandingHopView, LandingView } from "./landing-view.ts";
import "./landing.css";

/** What is wrong with the address itself, the verdict, and every address on the way. */
export function LandingResult({ view }: { view: LandingView }) {
  const t = useText();
  const { tone, title, advice, hops, warning } = view;
  return (
    <BlockStack gap="400">
      {warning !== undefined && (
        <div>
          <Banner tone="warning" title={warning.title}>
            <p>{warning.advice}</p>
          </Banner>
        </div>
      )}
      <div>
        <Banner tone={tone} title={title}>
          <p>{advice}</p>
        </Banner>
      </div>
      {hops.length > 0 && (
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t("landing.way")}
            </Text>
            <ol className="landing-hops">
              {hops.map((hop, index) => (
                <HopLine key={index} hop={hop} />
              ))}
            </ol>
          </BlockStack>
        </Card>
      )}
    </BlockStack>
  );
}

function HopLine({ hop }: { hop: LandingHopView }) {
  const { url, answer, badge } = hop;
  return (
    <li>
      <code className="landing-url">{url}</code>
      <div className="landing-answer">
        <Text as="span" tone="subdued">
          {answer}
        </Text>
        <StatusBadge status={badge} />
      </div>
    </li>
  );
}
