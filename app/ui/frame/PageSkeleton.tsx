import { BlockStack, Card, SkeletonBodyText, SkeletonDisplayText, SkeletonPage } from "@shopify/polaris";
import { useText } from "./use-text.ts";

const ALL = [
  { path: /^\/app\/?$/, title: "home", cards: [4, 8] },
  { path: /^\/app\/orders$/, title: "orders", cards: [16] },
  { path: /^\/app\/coverage$/, title: "coverage", cards: [3, 10, 6] },
  { path: /^\/app\/click-test$/, title: "click_test", cards: [4, 6] },
  { path: /^\/app\/landing-page$/, title: "landing_page", cards: [4] },
  { path: /^\/app\/senders$/, title: "senders", cards: [3, 6, 6] },
  { path: /^\/app\/connection$/, title: "connection", cards: [6, 3, 2] },
  { path: /^\/app\/settings$/, title: "settings", cards: [8, 4, 10, 10] },
  { path: /^\/app\/alerts$/, title: "alerts", cards: [4, 4, 12, 6] },
  { path: /^\/app\/activity$/, title: "activity", cards: [4, 12] },
] as const;

const ANY = { title: undefined, cards: [2, 10] } as const;

/** A page's outline while its data is on the way. */
export function PageSkeleton({ path }: { path: string }) {
  const t = useText();
  const { title, cards } = ALL.find((one) => one.path.test(path)) ?? ANY;
  return (
    <SkeletonPage
      {...(title === undefined ? {} : { title: t(`frame.navigation.${title}`) })}
      primaryAction={false}
    >
      <BlockStack gap="400">
        {cards.map((lines, index) => (
          <Card key={index}>
            <BlockStack gap="400">
              <SkeletonDisplayText size="small" />
              <SkeletonBodyText lines={lines} />
            </BlockStack>
          </Card>
        ))}
      </BlockStack>
    </SkeletonPage>
  );
}
