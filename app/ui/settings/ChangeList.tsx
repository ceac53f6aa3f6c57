import type { ChangeLine } from "./change-words.ts";
import "./change-list.css";

/** Settings that differ, each with what it was and what it is. */
export function ChangeList({ lines }: { lines: readonly ChangeLine[] }) {
  return (
    <dl className="changes">
      {lines.map(({ path, name, before, after }) => (
        <div key={path}>
          <dt>{name}</dt>
          <dd>
            <del>{before}</del> <span aria-hidden>→</span> <ins>{after}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
