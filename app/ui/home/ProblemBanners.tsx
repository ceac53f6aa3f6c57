import { Banner, BlockStack, InlineStack, Link, Text, type BannerProps } from "@shopify/polaris";
import { useIntent } from "../frame/use-intent.ts";
import { useText } from "../frame/use-text.ts";
import type { Problem } from "./problems.ts";

/** What needs the merchant, worst first. */
export function ProblemBanners({ problems }: { problems: readonly Problem[] }) {
  // Each in an element of its own: Polaris sets banners that are neighbours further apart than cards.
  return problems.map((problem) => (
    <div key={problem.key}>
      <ProblemBanner problem={problem} />
    </div>
  ));
}

function ProblemBanner({ problem }: { problem: Problem }) {
  const t = useText();
  const activation = useWebPixelActivation();
  const { tone, title, stops, todo, answer, action, orders } = problem;
  return (
    <Banner
      tone={tone}
      title={title}
      {...(action === undefined ? {} : { action: actionOf(action, activation) })}
    >
      <BlockStack gap="100">
        <p>{stops}</p>
        <p>{todo}</p>
        {answer !== undefined && (
          <Text as="p" tone="subdued" breakWord>
            {t("home.problem.answer", { answer })}
          </Text>
        )}
        {orders !== undefined && (
          <InlineStack gap="300">
            {orders.map(({ name, url }) => (
              <Link key={url} url={url}>
                {name}
              </Link>
            ))}
          </InlineStack>
        )}
      </BlockStack>
    </Banner>
  );
}

type BannerAction = NonNullable<BannerProps["action"]>;

/** Pages of Shopify's admin are opened by the admin itself, not inside the app's frame. */
function actionOf(action: NonNullable<Problem["action"]>, activation: BannerAction): BannerAction {
  if ("intent" in action) return { ...activation, content: action.label };
  const { label, url } = action;
  return url.startsWith("/") ? { content: label, url } : { content: label, url, target: "_top" };
}

function useWebPixelActivation(): BannerAction {
  const { submit, busy } = useIntent("activate_web_pixel");
  return { loading: busy, onAction: submit };
}
