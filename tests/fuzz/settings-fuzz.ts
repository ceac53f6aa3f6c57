/** A fuzz of settings documents: compared, applied, previewed, saved, of this version and older ones. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { exportSettings, readImport } from "../../app/shops/settings-transfer.ts";
import { migrateForward, SETTINGS_VERSION } from "../../app/shops/settings-versions.ts";
import { DEFAULT_SETTINGS, settingsSchema } from "../../app/shops/settings.ts";
import { SHOP } from "../../sandbox/world.ts";
import { fuzzOf, type Fuzz } from "../platform/fuzz-run.ts";
import { EVERYTHING_CHANGED } from "../shops/settings-documents.ts";
import { BROWSER, forgetLimits, OTHER_SHOP, type FuzzWorld } from "./fuzz-world.ts";
import {
  changed,
  jsonChanges,
  textChanges,
  textOf,
  type JsonChange,
  type TextChange,
} from "./mutated-json.ts";
import { assertSound } from "./promises.ts";

/** As the first version of the app wrote it. */
const OF_VERSION_1 = {
  version: 1,
  consent: { policy: "strict" },
  attribution: { windowDays: 7, hintWaitSeconds: 10 },
};

const DOCUMENTS: readonly unknown[] = [
  ...[
    EVERYTHING_CHANGED,
    DEFAULT_SETTINGS,
    OF_VERSION_1,
    {},
    { version: SETTINGS_VERSION + 1 },
    { version: 0 },
  ],
];

type Way = "compare" | "apply" | "preview" | "save";

interface Brought {
  document: number;
  changes: JsonChange[];
  text: TextChange;
  way: Way;
  revision: "current" | "old" | "odd";
}

const brought: fc.Arbitrary<Brought> = fc.record({
  ...{ document: fc.nat({ max: DOCUMENTS.length - 1 }), changes: jsonChanges, text: textChanges },
  way: fc.constantFrom<Way>("compare", "apply", "preview", "save"),
  revision: fc.constantFrom("current", "current", "old", "odd"),
});

/** What is kept is always a document that reads as it was written, whatever was brought. */
export function settingsFuzz(world: FuzzWorld): Fuzz {
  const { settings } = world.app;

  async function holds(one: Brought): Promise<void> {
    forgetLimits(world);
    const document = changed(DOCUMENTS[one.document], one.changes);
    const text = textOf(document, one.text);
    assertMigrates(document);
    const before = await settings.read(SHOP);
    const other = await settings.read(OTHER_SHOP);
    const revision = { current: String(before.revision), old: "0", odd: "-1e9" }[one.revision];
    const { path, fields } = requestOf(one.way, text, revision);
    const response = await fetch(world.url + path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { ...BROWSER, authorization: `Bearer ${world.token()}` },
      redirect: "manual",
    });
    const asked = `${one.way} ${text.slice(0, 200)}`;
    assertSound(asked, response.status, await response.text());

    const after = await settings.read(SHOP);
    const written = exportSettings(after.settings);
    const again = readImport(written);
    assert.ok(again.ok, `${asked}: what is kept cannot be read`);
    assert.equal(exportSettings(again.settings), written, `${asked}: what is kept reads as something else`);
    assert.deepEqual(await settings.read(OTHER_SHOP), other, `${asked} has changed another shop`);
    const mayChange = (one.way === "apply" || one.way === "save") && one.revision !== "odd";
    if (!mayChange) assert.deepEqual(after, before, `${asked} has changed something`);
    else if (after.revision !== before.revision) assertIsWhatWasBrought(asked, one.way, text, written);
  }

  return fuzzOf(brought, holds);
}

function requestOf(
  way: Way,
  text: string,
  revision: string,
): { path: string; fields: Record<string, string> } {
  const data = (route: string) => `_data=${encodeURIComponent(`routes/app.${route}`)}`;
  switch (way) {
    case "compare":
      return { path: `/app/settings/import?${data("settings_.import")}`, fields: { text } };
    case "apply":
      return { path: `/app/settings/import?${data("settings_.import")}`, fields: { text, revision } };
    case "preview":
      return {
        path: `/app/settings/preview?${data("settings_.preview")}`,
        fields: { order: "5001", document: text },
      };
    case "save":
      return { path: `/app/settings?${data("settings")}`, fields: { revision, document: text } };
  }
}

/** A document that is brought forward twice is the same as once, and whatever it is, nothing is thrown. */
function assertMigrates(document: unknown): void {
  const once = migrateForward(document);
  assert.deepEqual(migrateForward(once), once, "brought forward twice is not the same as once");
}

function assertIsWhatWasBrought(asked: string, way: Way, text: string, written: string): void {
  if (way !== "apply") return;
  const read = readImport(text);
  assert.ok(read.ok, `${asked} was applied, and cannot be read`);
  assert.equal(
    exportSettings(settingsSchema.parse(read.settings)),
    written,
    `${asked}: something else was kept`,
  );
}
