/** Where the SQLite database is kept when `DATABASE_URL` does not say. Relative to the working directory. */
export const DEFAULT_DATABASE_URL = "file:./data/throughline.sqlite";
