/** Headers that describe a body: they go with it when it is not sent, because the session could not be saved. */
export const CONTENT_HEADERS: readonly string[] = [
  "accept-ranges",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-range",
  "content-type",
  "etag",
  "expires",
  "last-modified",
  "location",
  "transfer-encoding",
];
