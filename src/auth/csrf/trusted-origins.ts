/** CSRF_TRUSTED_ORIGINS: the pages that may send requests here beside our own. */
import { ImproperlyConfigured } from "../../errors.ts";
import { checksOrigin } from "../../version.ts";
import { isSameDomain } from "../hosts.ts";
import { urlSplit } from "../urls.ts";
import type { SplitUrl } from "../urls.ts";
import type { CsrfSettings } from "./csrf-settings.ts";

type TrustSettings = Pick<CsrfSettings, "CSRF_TRUSTED_ORIGINS" | "DJANGO_VERSION">;

/** Whether an origin is listed, or is of a domain whose subdomains are: `https://*.example.com`. */
export function isTrustedOrigin(origin: string, settings: TrustSettings): boolean {
  const { CSRF_TRUSTED_ORIGINS: listed } = settings;
  if (!origin.includes("*") && listed.includes(origin)) return true;
  const { scheme, netloc } = urlSplit(origin) ?? NOWHERE;
  return listed
    .filter((entry) => entry.includes("*"))
    .map(split)
    .some((entry) => entry.scheme === scheme && isSameDomain(netloc, hostsOf(entry)));
}

/** Whether a host is one of those listed, whatever the scheme. */
export function isTrustedHost(host: string, settings: TrustSettings): boolean {
  const { CSRF_TRUSTED_ORIGINS: listed } = settings;
  const patterns = checksOrigin(settings.DJANGO_VERSION)
    ? listed.map((entry) => hostsOf(split(entry)))
    : listed;
  return patterns.some((pattern) => isSameDomain(host, pattern));
}

const NOWHERE = { scheme: "", netloc: "" };

function split(entry: string): SplitUrl {
  const parts = urlSplit(entry);
  if (parts !== null) return parts;
  throw new ImproperlyConfigured("The setting CSRF_TRUSTED_ORIGINS has an entry that is no URL.", {
    fix: "Write each as a scheme and a host: https://example.com or https://*.example.com.",
  });
}

/** `*.example.com` as the pattern `.example.com`. */
function hostsOf({ netloc }: SplitUrl): string {
  return netloc.replace(/^\*+/, "");
}
