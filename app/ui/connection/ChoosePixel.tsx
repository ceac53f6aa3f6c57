import { Banner, BlockStack, Button, ChoiceList, InlineStack, Select, Spinner, Text } from "@shopify/polaris";
import { useState } from "react";
import type { Advertiser } from "../../tiktok/account.ts";
import { useText } from "../frame/use-text.ts";
import { ProblemBanner } from "./ProblemBanner.tsx";
import type { PixelOption } from "./login-view.ts";
import { useChoose, useEnd, usePixels } from "./use-login.ts";

/** Ad account and pixel, once TikTok has let us in. */
export function ChoosePixel({ advertisers }: { advertisers: readonly Advertiser[] }) {
  const t = useText();
  const [advertiser, setAdvertiser] = useState(advertisers[0]?.id ?? "");
  const [pixel, setPixel] = useState<string>();
  const [missing, setMissing] = useState(false);
  const pixels = usePixels(advertiser);
  const { choose, busy, answer } = useChoose();
  const ending = useEnd();
  return (
    <>
      {answer?.kind === "failed" && <ProblemBanner problem={answer.problem} />}
      <Select
        label={t("connection.login.choose.advertiser")}
        options={advertisers.map(({ id, name }) => ({
          value: id,
          label: name === id ? id : `${name} (${id})`,
        }))}
        value={advertiser}
        onChange={(chosen) => {
          setAdvertiser(chosen);
          setPixel(undefined);
        }}
      />
      <div aria-live="polite" aria-busy={pixels.busy}>
        {pixels.answer?.kind === "failed" && <ProblemBanner problem={pixels.answer.problem} />}
        {pixels.answer?.kind === "pixels" ? (
          <Pixels
            pixels={pixels.answer.pixels}
            chosen={pixel}
            error={missing && pixel === undefined}
            onChoose={setPixel}
          />
        ) : (
          pixels.busy && <Loading />
        )}
      </div>
      <Text as="p" tone="subdued">
        {t("connection.login.choose.waits")}
      </Text>
      <InlineStack gap="200">
        <Button
          variant="primary"
          loading={busy}
          onClick={() => {
            setMissing(pixel === undefined);
            if (pixel !== undefined) choose(advertiser, pixel);
          }}
        >
          {t("connection.login.choose.connect")}
        </Button>
        <Button loading={pixels.busy} onClick={pixels.look}>
          {t("connection.login.choose.again")}
        </Button>
        <Button variant="plain" loading={ending.busy} onClick={ending.end}>
          {t("connection.login.cancel")}
        </Button>
      </InlineStack>
    </>
  );
}

function Loading() {
  const t = useText();
  return (
    <InlineStack gap="200" blockAlign="center">
      <Spinner size="small" accessibilityLabel="" />
      <Text as="span">{t("connection.login.choose.loading")}</Text>
    </InlineStack>
  );
}

interface PixelsProps {
  pixels: readonly PixelOption[];
  chosen: string | undefined;
  error: boolean;
  onChoose(code: string): void;
}

function Pixels({ pixels, chosen, error, onChoose }: PixelsProps) {
  const t = useText();
  if (pixels.length === 0)
    return (
      <Banner tone="info">
        <p>{t("connection.login.choose.none")}</p>
      </Banner>
    );
  // Not among the choices: what is greyed out there is too pale to be read.
  const usable = pixels.filter(({ disabled }) => !disabled);
  const released = pixels.filter(({ disabled }) => disabled);
  return (
    <BlockStack gap="300">
      {usable.length > 0 && (
        <ChoiceList
          title={t("connection.login.choose.pixels")}
          choices={usable.map(({ code, name, note }) => ({
            ...{ value: code, label: name },
            helpText: <Notes code={code} note={note} />,
          }))}
          selected={chosen === undefined ? [] : [chosen]}
          {...(error ? { error: t("connection.login.choose.missing") } : {})}
          onChange={([code]) => {
            if (code !== undefined) onChoose(code);
          }}
        />
      )}
      {released.map(({ code, name, note }) => (
        <Text as="p" key={code} tone="subdued">
          {name} <Notes code={code} note={note} />
        </Text>
      ))}
    </BlockStack>
  );
}

function Notes({ code, note }: { code: string; note: string | undefined }) {
  return (
    <BlockStack as="span">
      <span>{code}</span>
      {note !== undefined && <span>{note}</span>}
    </BlockStack>
  );
}
