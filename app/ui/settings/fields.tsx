import { BlockStack, Checkbox, ChoiceList, Select, Text, TextField } from "@shopify/polaris";
import type { FieldPath, SettingPath } from "../../shops/settings-diff.ts";
import type { SavedForm } from "../frame/use-saved-form.ts";
import { valueWords, wordsOf } from "./change-words.ts";
import type { DraftValue, SettingsDraft } from "./settings-draft.ts";
import { TagList } from "./TagList.tsx";

/** The page's one form, and what every setting is when nobody has chosen. */
export interface SettingsFields {
  form: SavedForm<SettingsDraft>;
  defaults: SettingsDraft;
}

interface FieldProps<Path extends SettingPath = FieldPath> {
  path: Path;
  fields: SettingsFields;
}

function errorAt({ form }: SettingsFields, path: SettingPath): { error?: string } {
  const error = form.errors[path];
  return error === undefined ? {} : { error };
}

function setAt({ form }: SettingsFields, path: SettingPath, value: DraftValue): void {
  form.change({ [path]: value });
}

const textAt = ({ form }: SettingsFields, path: FieldPath) => String(form.draft[path]);

/** What the setting does, and what it is when nobody has chosen. */
function helpOf({ path, fields }: FieldProps): string {
  const { help = "" } = wordsOf(path);
  return `${help} Default: ${valueWords(path, fields.defaults[path])}.`.trim();
}

/** A few values, each with what it does. */
export function ChoiceField({ path, fields }: FieldProps) {
  const { label, help, choices = [] } = wordsOf(path);
  const usual = fields.defaults[path];
  return (
    <ChoiceList
      title={
        <BlockStack>
          <Text as="span">{label}</Text>
          {help !== undefined && (
            <Text as="span" tone="subdued">
              {help}
            </Text>
          )}
        </BlockStack>
      }
      name={path}
      choices={choices.map((choice) => ({
        value: choice.value,
        label: choice.value === usual ? `${choice.label} (default)` : choice.label,
        helpText: choice.help,
      }))}
      selected={[textAt(fields, path)]}
      {...errorAt(fields, path)}
      onChange={([value]) => {
        if (value !== undefined) setAt(fields, path, value);
      }}
    />
  );
}

/** One of a few values whose names say all. */
export function SelectField({ path, fields }: FieldProps) {
  const { label, choices = [] } = wordsOf(path);
  return (
    <Select
      label={label}
      name={path}
      options={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      value={textAt(fields, path)}
      helpText={helpOf({ path, fields })}
      {...errorAt(fields, path)}
      onChange={(value) => {
        setAt(fields, path, value);
      }}
    />
  );
}

/** A whole number. */
export function NumberField({ path, fields, max }: FieldProps & { max: number }) {
  const { label, unit } = wordsOf(path);
  return (
    <TextField
      label={label}
      name={path}
      type="integer"
      min={0}
      max={max}
      suffix={unit}
      value={textAt(fields, path)}
      helpText={helpOf({ path, fields })}
      autoComplete="off"
      {...errorAt(fields, path)}
      onChange={(value) => {
        setAt(fields, path, value);
      }}
    />
  );
}

/** Text that is taken as it is. */
export function VerbatimField({ path, fields }: FieldProps) {
  return (
    <TextField
      label={wordsOf(path).label}
      name={path}
      value={textAt(fields, path)}
      helpText={helpOf({ path, fields })}
      autoComplete="off"
      spellCheck={false}
      monospaced
      {...errorAt(fields, path)}
      onChange={(value) => {
        setAt(fields, path, value);
      }}
    />
  );
}

/** Yes or no. `bare` leaves the default to whoever stands around it. */
export function FlagField({ path, fields, bare = false }: FieldProps & { bare?: boolean }) {
  const { label, help } = wordsOf(path);
  return (
    <Checkbox
      label={label}
      name={path}
      checked={fields.form.draft[path] === true}
      helpText={bare ? help : helpOf({ path, fields })}
      {...errorAt(fields, path)}
      onChange={(checked) => {
        setAt(fields, path, checked);
      }}
    />
  );
}

/** A list of words. `clean` makes of what was typed what is kept. */
export function ListField({
  path,
  fields,
  ...list
}: FieldProps<SettingPath> & { clean?: (typed: string) => string; nameOf?: (entry: string) => string }) {
  const { label, help = "", none = "nothing" } = wordsOf(path);
  const entries = fields.form.draft[path];
  return (
    <TagList
      label={label}
      name={path}
      help={`${help} Default: ${none}.`.trim()}
      entries={Array.isArray(entries) ? (entries as readonly string[]) : []}
      {...list}
      {...errorAt(fields, path)}
      onChange={(changed) => {
        setAt(fields, path, changed);
      }}
    />
  );
}
