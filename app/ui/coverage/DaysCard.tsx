import { Box, Card, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import type { DayRow } from "./coverage-page-view.ts";

/** The last days, one line each; a day leads to its orders. */
export function DaysCard({ days, timeZone }: { days: readonly DayRow[]; timeZone: string }) {
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="300">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingMd">
            By day
          </Text>
          <Text as="span" tone="subdued" variant="bodySm">
            Days in {timeZone}
          </Text>
        </InlineStack>
      </Box>
      <DaysTable days={days} />
    </Card>
  );
}

const NUMBERS = ["Waiting", "Stopped", "Missing", "Not eligible", "In Shopify"] as const;

function DaysTable({ days }: { days: readonly DayRow[] }) {
  const narrow = useBreakpoints().smDown;
  const columns = narrow ? [] : NUMBERS;
  return (
    <IndexTable
      resourceName={{ singular: "day", plural: "days" }}
      itemCount={days.length}
      selectable={false}
      headings={[
        { title: "Day" },
        { title: "Accepted", alignment: "end" },
        ...columns.map((title) => ({ title, alignment: "end" as const })),
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
