/** A label and a value. `verbatim` values are shown in a fixed-width face; long ones by their ends, and whole on demand. */
export interface Fact {
  label: string;
  value: string;
  verbatim?: boolean;
}
