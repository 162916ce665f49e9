/** What Django asks of a request, in the words of no framework. Django: `HttpRequest.META`. */

/** One request. Each framework makes these facts of its own. */
export interface RequestFacts {
  readonly method: string;
  /** Whether the connection itself is encrypted; what a proxy says of its own is SECURE_PROXY_SSL_HEADER's matter. */
  readonly encrypted: boolean;
  /** The server's own name, for requests without a Host header. */
  readonly serverName: string;
  readonly serverPort: number;
  /** A header by its name in lower case; none when it was not sent, "" when it was sent empty. */
  header(name: string): string | null | undefined;
}

/** A header by WSGI's spelling of its name, in which Django's settings have them: `HTTP_X_CSRFTOKEN`. */
export function wsgiHeader(request: RequestFacts, name: string): string | null {
  const sent = /^HTTP_([A-Z0-9_]+)$/.exec(name)?.[1];
  if (sent === undefined) return null;
  return request.header(sent.toLowerCase().replaceAll("_", "-")) ?? null;
}

/** `HTTP_X_CSRFTOKEN` as people are shown it: `X-Csrftoken`. Django: `HttpHeaders.parse_header_name`. */
export function headerTitle(name: string): string {
  return name
    .replace(/^HTTP_/, "")
    .replaceAll("_", "-")
    .toLowerCase()
    .replace(/[a-z]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
