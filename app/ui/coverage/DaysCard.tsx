import { Box, Card, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { DayRow } from "./coverage-page-view.ts";

/** The last days, one line each; a day leads to its orders. */
export function DaysCard({ days, timeZone }: { days: readonly DayRow[]; timeZone: string }) {
  const t = useText();
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="300">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingMd">
            {t("coverage.days.title")}
          </Text>
          <Text as="span" tone="subdued" variant="bodySm">
            {t("coverage.days.zone", { zone: timeZone })}
          </Text>
        </InlineStack>
      </Box>
      <DaysTable days={days} />
    </Card>
  );
}

const NUMBERS = ["waiting", "stopped", "missing", "not_eligible", "in_shopify"] as const;

function DaysTable({ days }: { days: readonly DayRow[] }) {
  const t = useText();
  const narrow = useBreakpoints().smDown;
  const columns = narrow ? [] : NUMBERS;
  return (
    <IndexTable
      resourceName={{ singular: t("coverage.days.one_day"), plural: t("coverage.days.many_days") }}
      itemCount={days.length}
      selectable={false}
      headings={[
        { title: t("coverage.days.day") },
        { title: t("coverage.days.accepted"), alignment: "end" },
        ...columns.map((name) => ({ title: t(`coverage.days.${name}`), alignment: "end" as const })),
      ]}
    >
      {days.map((row, position) => (
        <IndexTable.Row
          key={row.day}
          id={row.day}
          position={position}
          {...(row.shown ? { tone: "subdued" as const } : {})}
        >
          <IndexTable.Cell>
            <Link url={`?day=${row.day}`} monochrome dataPrimaryLink>
              <time dateTime={row.day}>{row.label.text}</time>
            </Link>
          </IndexTable.Cell>
          <Numbers row={row} narrow={narrow} />
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function Numbers({ row, narrow }: { row: DayRow; narrow: boolean }) {
  const { accepted, whole, waiting, stopped, missing, notEligible, inShopify } = row;
  const others = narrow ? [] : [waiting, stopped, missing, notEligible, inShopify];
  return (
    <>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric fontWeight={whole ? "regular" : "semibold"}>
          {accepted}
        </Text>
      </IndexTable.Cell>
      {others.map((text, index) => (
        <IndexTable.Cell key={NUMBERS[index]}>
          <Text as="span" alignment="end" numeric>
            {text}
          </Text>
        </IndexTable.Cell>
      ))}
    </>
  );
}
