import { BlockStack, Checkbox, ChoiceList, Select, Text, TextField } from "@shopify/polaris";
import type { FieldPath, SettingPath } from "../../shops/settings-diff.ts";
import type { SavedForm } from "../frame/use-saved-form.ts";
import { keysOf, settingText, valueWords } from "./change-words.ts";
import type { ChoiceKeys } from "./settings-keys.ts";
import type { DraftValue, SettingsDraft } from "./settings-draft.ts";
import { TagList } from "./TagList.tsx";
import { useWords } from "./use-words.ts";

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

/** What a setting is called, what it does, and what it is when nobody has chosen. */
function useSettingWords(path: SettingPath) {
  const words = useWords();
  const { t } = words;
  const keys = keysOf(path);
  const help = keys.help === undefined ? undefined : settingText(keys.help, t);
  const withDefault = (value: string) =>
    [...(help === undefined ? [] : [help]), t("settings.values.default", { value })].join(" ");
  return {
    ...{ t, keys, help, withDefault, label: t(keys.label) },
    helpWithDefault: (value: DraftValue) => withDefault(valueWords(path, value, words)),
  };
}

/** A few values, each with what it does. */
export function ChoiceField({ path, fields }: FieldProps) {
  const { t, label, help, keys } = useSettingWords(path);
  const usual = fields.defaults[path];
  const nameOf = ({ value, label: key }: ChoiceKeys) =>
    value === usual ? t("settings.values.usual_choice", { choice: t(key) }) : t(key);
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
      choices={(keys.choices ?? []).map((choice) => ({
        value: choice.value,
        label: nameOf(choice),
        ...(choice.help === undefined ? {} : { helpText: t(choice.help) }),
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
  const { t, label, keys, helpWithDefault } = useSettingWords(path);
  return (
    <Select
      label={label}
      name={path}
      options={(keys.choices ?? []).map((choice) => ({ value: choice.value, label: t(choice.label) }))}
      value={textAt(fields, path)}
      helpText={helpWithDefault(fields.defaults[path])}
      {...errorAt(fields, path)}
      onChange={(value) => {
        setAt(fields, path, value);
      }}
    />
  );
}

/** A whole number. */
export function NumberField({ path, fields, max }: FieldProps & { max: number }) {
  const { t, label, keys, helpWithDefault } = useSettingWords(path);
  return (
    <TextField
      label={label}
      name={path}
      type="integer"
      min={0}
      max={max}
      {...(keys.unit === undefined ? {} : { suffix: t(keys.unit) })}
      value={textAt(fields, path)}
      helpText={helpWithDefault(fields.defaults[path])}
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
  const { label, helpWithDefault } = useSettingWords(path);
  return (
    <TextField
      label={label}
      name={path}
      value={textAt(fields, path)}
      helpText={helpWithDefault(fields.defaults[path])}
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
  const { label, help, helpWithDefault } = useSettingWords(path);
  return (
    <Checkbox
      label={label}
      name={path}
      checked={fields.form.draft[path] === true}
      helpText={bare ? help : helpWithDefault(fields.defaults[path])}
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
  const { t, label, keys, withDefault, help = "" } = useSettingWords(path);
  const entries = fields.form.draft[path];
  return (
    <TagList
      label={label}
      name={path}
      help={keys.none === undefined ? help : withDefault(t(keys.none))}
      entries={Array.isArray(entries) ? (entries as readonly string[]) : []}
      {...list}
      {...errorAt(fields, path)}
      onChange={(changed) => {
        setAt(fields, path, changed);
      }}
    />
  );
}
