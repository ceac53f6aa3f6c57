import { useText } from "../frame/use-text.ts";

/** The door: one password. `problem` says why it stayed shut. */
export function SignInPage({ problem }: { problem?: string | undefined }) {
  const t = useText();
  return (
    <>
      <p className="about">{t("operator.sign_in.about")}</p>
      {problem !== undefined && (
        <p id="problem" className="notice" role="alert">
          {problem}
        </p>
      )}
      <form method="post" action="/operator/sign-in">
        <label htmlFor="password">{t("operator.sign_in.password")}</label>
        <input
          id="password"
          type="password"
          name="password"
          autoComplete="current-password"
          maxLength={1000}
          required
          autoFocus
          {...(problem === undefined ? {} : { "aria-invalid": true, "aria-describedby": "problem" })}
        />
        <button>{t("operator.sign_in.button")}</button>
      </form>
    </>
  );
}
