/** What a page says that could not be shown. */
export interface BrokenPageWords {
  title: string;
  explanation: string;
}

/** The words for a failed page by its HTTP status; undefined when the page broke in our own code or on the way. */
export function brokenPageWords(status: number | undefined): BrokenPageWords {
  if (status === 404)
    return { title: "There is no such page", explanation: "The address may be old, or mistyped." };
  if (status === 401 || status === 403 || status === 410)
    return {
      title: "Shopify does not know this session any more",
      explanation: "Reload the page, or open the app again from your Shopify admin.",
    };
  return {
    title: "Something went wrong",
    explanation:
      "Reload the page in a moment. Orders are handled apart from these pages, and Shopify tells us again of any that we could not take.",
  };
}
