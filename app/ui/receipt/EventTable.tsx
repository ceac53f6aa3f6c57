import { Badge, BlockStack, Button, Collapsible, Text } from "@shopify/polaris";
import { useId, useState } from "react";
import type { EventField, EventFieldGroup } from "./event-fields.ts";
import { Verbatim } from "./Verbatim.tsx";

/** An order of many products would bury the rest of the page. */
const GROUPS_SHOWN = 6;

/** Every field of the event: its name, its value as sent, and where it came from. */
export function EventTable({ groups }: { groups: readonly EventFieldGroup[] }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const [first, rest] = [groups.slice(0, GROUPS_SHOWN), groups.slice(GROUPS_SHOWN)];
  return (
    <BlockStack gap="300" inlineAlign="stretch">
      {first.map((group) => (
        <GroupTable key={group.title} group={group} />
      ))}
      {rest.length > 0 && (
        <>
          <Collapsible id={id} open={open}>
            <BlockStack gap="300">
              {rest.map((group) => (
                <GroupTable key={group.title} group={group} />
              ))}
            </BlockStack>
          </Collapsible>
          <Button
            variant="plain"
            textAlign="start"
            ariaExpanded={open}
            ariaControls={id}
            onClick={() => {
              setOpen(!open);
            }}
          >
            {open ? "Show less" : `Show ${rest.length} more`}
          </Button>
        </>
      )}
    </BlockStack>
  );
}

function GroupTable({ group }: { group: EventFieldGroup }) {
  return (
    <table className="event-fields">
      <caption>
        <Text as="h3" variant="headingXs">
          {group.title}
        </Text>
      </caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          <th scope="col">Where it comes from</th>
        </tr>
      </thead>
      <tbody>
        {group.fields.map((field) => (
          <FieldRow key={field.name} field={field} />
        ))}
      </tbody>
    </table>
  );
}

function FieldRow({ field }: { field: EventField }) {
  const { name, value, hashed, reason } = field;
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        {hashed && <Badge size="small">Hashed</Badge>}
      </th>
      <td>
        <Verbatim label={name} value={value} />
      </td>
      <td>{reason}</td>
    </tr>
  );
}
