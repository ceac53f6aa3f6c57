import { Box, Card, Layout, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

interface SectionProps {
  /** For links; stays the same in every language. */
  id: string;
  title: string;
  about: string;
  children: ReactNode;
}

/** On narrow screens cards reach the edge, and words keep their distance from it. */
const EDGE = { xs: "400", sm: "0" } as const;

/** A card of a form beside its name. */
export function Section({ id, title, about, children }: SectionProps) {
  return (
    <Layout.AnnotatedSection
      id={id}
      title={
        <Box as="span" paddingInlineStart={EDGE}>
          {title}
        </Box>
      }
      description={
        <Box paddingInline={EDGE}>
          <Text as="p" tone="subdued">
            {about}
          </Text>
        </Box>
      }
    >
      <Card>{children}</Card>
    </Layout.AnnotatedSection>
  );
}
