import { Badge, BlockStack, Button } from "@shopify/polaris";
import { useId, useState } from "react";
import { Verbatim } from "../facts/Verbatim.tsx";
import { useText } from "../frame/use-text.ts";
import type { EventField, EventFieldGroup } from "./event-fields.ts";
import "./event-table.css";

/** Every field of the event: its name, its value as sent, and where it came from. Closed at first: it is long. */
export function EventTable({ groups }: { groups: readonly EventFieldGroup[] }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const id = useId();
  const count = groups.reduce((sum, { fields }) => sum + fields.length, 0);
  return (
    <BlockStack gap="300" inlineAlign="start">
      <Button
        ariaExpanded={open}
        ariaControls={id}
        disclosure={open ? "up" : "down"}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {open ? t("receipt.event.hide") : t("receipt.event.show", { count })}
      </Button>
      <div id={id} className="event-fields-frame" hidden={!open}>
        {open && <FieldsTable groups={groups} />}
      </div>
    </BlockStack>
  );
}

function FieldsTable({ groups }: { groups: readonly EventFieldGroup[] }) {
  const t = useText();
  return (
    <table className="event-fields">
      <thead>
        <tr>
          <th scope="col">{t("receipt.event.field")}</th>
          <th scope="col">{t("receipt.event.value")}</th>
          <th scope="col">{t("receipt.event.reason")}</th>
        </tr>
      </thead>
      {groups.map(({ title, fields }) => (
        <tbody key={title}>
          <tr>
            <th scope="rowgroup" colSpan={3}>
              {title}
            </th>
          </tr>
          {fields.map((field) => (
            <FieldRow key={field.name} field={field} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function FieldRow({ field }: { field: EventField }) {
  const t = useText();
  const { name, value, hashed, reason } = field;
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        {hashed && <Badge size="small">{t("receipt.event.hashed")}</Badge>}
      </th>
      <td>
        <Verbatim label={name} value={value} />
      </td>
      <td>{reason}</td>
    </tr>
  );
}
