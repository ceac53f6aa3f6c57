import { BlockStack, Button, Card, InlineStack, Link, Spinner, Text } from "@shopify/polaris";
import { useEffect, useRef, type ReactNode } from "react";
import { useText } from "../frame/use-text.ts";
import { ChoosePixel } from "./ChoosePixel.tsx";
import { ProblemBanner } from "./ProblemBanner.tsx";
import type { LoginProblem, LoginView } from "./login-view.ts";
import { useBegin, useEnd, useFinish, useWatch } from "./use-login.ts";

interface LoginCardProps {
  login: LoginView;
  /** The shop has no pixel yet. */
  isFirst: boolean;
}

/** The way through TikTok's consent page, at the step it is at. */
export function LoginCard({ login, isFirst }: LoginCardProps) {
  const t = useText();
  const finish = useFinish();
  const begin = useBegin();
  useWatch(finish.busy ? "idle" : login.kind);
  const place = useFocusOnStep(finish.busy ? "finishing" : login.kind);
  return (
    <div ref={place} tabIndex={-1} style={{ outline: "none" }}>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t(login.kind === "choose" ? "connection.login.choose.heading" : "connection.login.heading")}
          </Text>
          {finish.busy ? (
            <Finishing />
          ) : (
            <Step login={login} isFirst={isFirst} begin={begin}>
              {finish.answer?.kind === "failed" && login.kind !== "failed" && (
                <ProblemBanner problem={finish.answer.problem} />
              )}
            </Step>
          )}
        </BlockStack>
      </Card>
    </div>
  );
}

/** Where the merchant acts next gets the focus when the step changes by itself. */
function useFocusOnStep(step: LoginView["kind"] | "finishing") {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step && (step === "choose" || step === "failed")) place.current?.focus();
    before.current = step;
  }, [step]);
  return place;
}

function Finishing() {
  const t = useText();
  return (
    <div role="status">
      <InlineStack gap="200" blockAlign="center">
        <Spinner size="small" accessibilityLabel="" />
        <Text as="span">{t("connection.login.finishing")}</Text>
      </InlineStack>
    </div>
  );
}

interface StepProps extends LoginCardProps {
  begin: ReturnType<typeof useBegin>;
  /** What went wrong on the way back. */
  children: ReactNode;
}

function Step({ login, isFirst, begin, children }: StepProps) {
  const t = useText();
  switch (login.kind) {
    case "idle":
      return (
        <>
          {children}
          <Text as="p" tone="subdued">
            {t(isFirst ? "connection.login.idle" : "connection.login.renew")}
          </Text>
          <div>
            <Button variant={isFirst ? "primary" : "secondary"} loading={begin.busy} onClick={begin.begin}>
              {t("connection.login.button")}
            </Button>
          </div>
        </>
      );
    case "waiting":
      return <Waiting begin={begin}>{children}</Waiting>;
    case "choose":
      return <ChoosePixel advertisers={login.advertisers} />;
    case "failed":
      return <Failed problem={login.problem} begin={begin} />;
  }
}

function Waiting({ begin, children }: Pick<StepProps, "begin" | "children">) {
  const t = useText();
  const { end, busy } = useEnd();
  return (
    <>
      {children}
      <div role="status">
        <Text as="p">{t("connection.login.waiting")}</Text>
      </div>
      {begin.url !== undefined && (
        <Link url={begin.url} target="_blank">
          {t("connection.login.no_tab")}
        </Link>
      )}
      <InlineStack gap="200">
        <Button loading={begin.busy} onClick={begin.begin}>
          {t("connection.login.restart")}
        </Button>
        <Button variant="plain" loading={busy} onClick={end}>
          {t("connection.login.cancel")}
        </Button>
      </InlineStack>
    </>
  );
}

function Failed({ problem, begin }: { problem: LoginProblem; begin: StepProps["begin"] }) {
  const t = useText();
  const { end, busy } = useEnd();
  return (
    <>
      <ProblemBanner problem={problem} />
      <InlineStack gap="200">
        <Button variant="primary" loading={begin.busy} onClick={begin.begin}>
          {t("connection.login.restart")}
        </Button>
        <Button variant="plain" loading={busy} onClick={end}>
          {t("connection.login.cancel")}
        </Button>
      </InlineStack>
    </>
  );
}
