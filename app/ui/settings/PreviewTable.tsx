import { Badge } from "@shopify/polaris";
import { Verbatim } from "../facts/Verbatim.tsx";
import type { PreviewField, PreviewGroup } from "./preview-view.ts";
import "../receipt/event-table.css";
import "./preview-table.css";

/** Every field of the event as it would be sent; where the saved settings send something else, that too. */
export function PreviewTable({ groups }: { groups: readonly PreviewGroup[] }) {
  return (
    <table className="event-fields preview-fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      {groups.map(({ title, fields }) => (
        <tbody key={title}>
          <tr>
            <th scope="rowgroup" colSpan={2}>
              {title}
            </th>
          </tr>
          {fields.map((field) => (
            <Row key={field.name} field={field} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Row({ field: { name, value, saved, hashed } }: { field: PreviewField }) {
  const changed = saved !== undefined;
  return (
    <tr {...(changed ? { className: "preview-changed" } : {})}>
      <th scope="row">
        <code>{name}</code>
        {hashed && <Badge size="small">Hashed</Badge>}
        {changed && (
          <Badge size="small" tone="attention">
            Changed
          </Badge>
        )}
      </th>
      <td>
        {value === undefined ? <em>Left out</em> : <Verbatim label={name} value={value} />}
        {changed && (
          <div className="preview-saved">
            Saved settings: {saved === "" ? "left out" : <Verbatim label={`saved ${name}`} value={saved} />}
          </div>
        )}
      </td>
    </tr>
  );
}
