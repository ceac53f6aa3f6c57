/* global document */
/** Keeps the checkout's totals and its button true to what is chosen. */
(() => {
  const country = document.querySelector("[data-refresh]");
  const pay = document.querySelector("button.pay");
  if (!country || !pay) return;
  country.addEventListener("change", () => {
    country.form.requestSubmit(country.form.querySelector("button[value=refresh]"));
  });
  const label = () => {
    const cash = country.form.elements.payment.value === "cash_on_delivery";
    pay.textContent = cash ? "Complete order" : "Pay now";
  };
  country.form.addEventListener("change", label);
  label();
})();
