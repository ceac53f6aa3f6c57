import { Badge } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import { Verbatim } from "../facts/Verbatim.tsx";
import type { PreviewField, PreviewGroup } from "./preview-view.ts";
import "../receipt/event-table.css";
import "./preview-table.css";

/** Every field of the event as it would be sent; where the saved settings send something else, that too. */
export function PreviewTable({ groups }: { groups: readonly PreviewGroup[] }) {
  const t = useText();
  return (
    <table className="event-fields preview-fields">
      <thead>
        <tr>
          <th scope="col">{t("settings.preview.field")}</th>
          <th scope="col">{t("settings.preview.value")}</th>
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
  const t = useText();
  const changed = saved !== undefined;
  return (
    <tr {...(changed ? { className: "preview-changed" } : {})}>
      <th scope="row">
        <code>{name}</code>
        {hashed && <Badge size="small">{t("settings.preview.hashed")}</Badge>}
        {changed && (
          <Badge size="small" tone="attention">
            {t("settings.preview.changed")}
          </Badge>
        )}
      </th>
      <td>
        {value === undefined ? (
          <em>{t("settings.preview.left_out")}</em>
        ) : (
          <Verbatim label={name} value={value} />
        )}
        {changed && (
          <div className="preview-saved">
            {saved === "" ? (
              t("settings.preview.saved_left_out")
            ) : (
              <>
                {t("settings.preview.saved_value")}{" "}
                <Verbatim label={t("settings.preview.saved_name", { field: name })} value={saved} />
              </>
            )}
          </div>
        )}
      </td>
    </tr>
  );
}
