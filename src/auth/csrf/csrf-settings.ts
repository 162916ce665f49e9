/** The settings of CSRF protection, by Django's names. */
import type { HostSettings } from "../hosts.ts";

/** What of a site's settings this folder reads. */
export interface CsrfSettings extends HostSettings {
  readonly CSRF_COOKIE_NAME: string;
  /** Seconds; null for as long as the browser runs. */
  readonly CSRF_COOKIE_AGE: number | null;
  readonly CSRF_COOKIE_DOMAIN: string | null;
  readonly CSRF_COOKIE_PATH: string;
  readonly CSRF_COOKIE_SECURE: boolean;
  readonly CSRF_COOKIE_HTTPONLY: boolean;
  readonly CSRF_COOKIE_SAMESITE: string | false | null;
  /** Known to Django 4.1 and 4.2. */
  readonly CSRF_COOKIE_MASKED: boolean;
  /** In WSGI's spelling: HTTP_X_CSRFTOKEN. */
  readonly CSRF_HEADER_NAME: string;
  readonly CSRF_USE_SESSIONS: boolean;
  /** `https://*.example.com` and the like; before Django 4.0 hosts without a scheme: `.example.com`. */
  readonly CSRF_TRUSTED_ORIGINS: readonly string[];
  readonly SESSION_COOKIE_DOMAIN: string | null;
}
