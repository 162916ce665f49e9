/**
 * Every error of this package: its stable code, its HTTP status where it has one, and its remedy.
 *
 * No message, property or cause ever holds a session key, a cookie value, session data or a secret.
 */

/** The codes, one per thing that can go wrong; a `switch` over `error.code` narrows. */
export type ErrorCode =
  | "BAD_SIGNATURE"
  | "SIGNATURE_EXPIRED"
  | "MALFORMED_VALUE"
  | "NOT_SERIALIZABLE"
  | "FOREIGN_OBJECT"
  | "IMPROPERLY_CONFIGURED"
  | "SESSION_NOT_LOADED"
  | "USER_NOT_LOADED"
  | "USER_GONE"
  | "INTEGRITY_ERROR"
  | "SESSION_INTERRUPTED"
  | "SESSION_CONFLICT"
  | "SESSION_SEALED"
  | "SESSION_CREATE_FAILED"
  | "SESSION_COOKIE_TOO_LARGE"
  | "INVALID_SESSION_KEY"
  | "LOGIN_REQUIRED"
  | "PERMISSION_DENIED"
  | "CSRF_FAILED"
  | "DISALLOWED_HOST"
  | "STORE_UNAVAILABLE"
  | "STORE_REFUSED"
  | "PASSWORD_QUEUE_FULL"
  | "PASSWORD_WORK_REFUSED"
  | "VALIDATION_ERROR";

/** What an error may carry beside its message. */
export interface ErrorDetails {
  /** What the developer or operator can do about it, in one sentence. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/** The base of every error that this package throws. */
export abstract class DjangoSessionError extends Error {
  abstract readonly code: ErrorCode;
  /** What to do about it, in one sentence; it also ends the message. */
  readonly fix: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(
      details.fix === undefined ? message : `${message} ${details.fix}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = new.target.name;
    this.fix = details.fix;
  }
}

/** What an answer says of itself, by its status. */
const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  503: "Service Unavailable",
};

/** An error that is the answer to a request, in the words that each framework's own error handler understands. */
export abstract class HttpError extends DjangoSessionError {
  /** The HTTP status, as Express, Koa and Hono ask for it. */
  abstract readonly status: number;
  /** Headers that belong to the answer. */
  readonly headers: Readonly<Record<string, string>> = {};

  /** The HTTP status, as Fastify and NestJS ask for it. */
  get statusCode(): number {
    return this.status;
  }

  /** The answer itself, for Hono and for plain `Request → Response` handlers. Says nothing of the cause. */
  getResponse(): Response {
    return new Response(STATUS_TEXT[this.status], { status: this.status, headers: this.headers });
  }
}

/** A signature does not match. Django: `django.core.signing.BadSignature`. */
export class BadSignature extends DjangoSessionError {
  override readonly code: "BAD_SIGNATURE" | "SIGNATURE_EXPIRED" = "BAD_SIGNATURE";
}

/** A signature matches but is older than `maxAge`. Django: `django.core.signing.SignatureExpired`. */
export class SignatureExpired extends BadSignature {
  override readonly code = "SIGNATURE_EXPIRED";
}

/**
 * A value is not of the form its reader needs: JSON, base64, base62, a compressed stream, a date.
 * Django raises Python's own `ValueError`, `binascii.Error`, `zlib.error` or `JSONDecodeError` here.
 */
export class MalformedValue extends DjangoSessionError {
  override readonly code = "MALFORMED_VALUE";
}

/** A value cannot be stored. Django raises `TypeError` when it saves the session. */
export class NotSerializable extends DjangoSessionError {
  override readonly code: "NOT_SERIALIZABLE" | "FOREIGN_OBJECT" = "NOT_SERIALIZABLE";
}

/** A pickled session holds an object of a class that only Python knows: it can be read, and not be saved with it. */
export class ForeignObject extends NotSerializable {
  override readonly code = "FOREIGN_OBJECT";
}

/** A setting or an option is unknown, missing or ill-typed. Django: `ImproperlyConfigured`. */
export class ImproperlyConfigured extends DjangoSessionError {
  override readonly code = "IMPROPERLY_CONFIGURED";
}

/** The session was touched before `await session.load()`. */
export class SessionNotLoaded extends DjangoSessionError {
  override readonly code = "SESSION_NOT_LOADED";
}

/** The user was touched before `await user.load()`. */
export class UserNotLoaded extends DjangoSessionError {
  override readonly code = "USER_NOT_LOADED";
}

/** A row would have a value that must be unique and is another's, a username, an e-mail address; or lacks one that it must have. Django: `IntegrityError`. */
export class IntegrityError extends DjangoSessionError {
  override readonly code = "INTEGRITY_ERROR";
}

/** The user was deleted before this side could save it. Django: `NotUpdated`, before 6.0 `DatabaseError`. */
export class UserGone extends DjangoSessionError {
  override readonly code = "USER_GONE";
}

/**
 * The session was deleted by someone else before this side could save it; it is never brought back.
 * Django: `django.contrib.sessions.exceptions.SessionInterrupted`, answered with status 400.
 */
export class SessionInterrupted extends HttpError {
  override readonly code = "SESSION_INTERRUPTED";
  override readonly status = 400;
}

/** The session was changed after the head of the response had gone, so the change could not be kept. */
export class SessionSealed extends DjangoSessionError {
  override readonly code = "SESSION_SEALED";
}

/** Nobody is signed in, and somebody has to be. Django redirects to LOGIN_URL. */
export class LoginRequired extends HttpError {
  override readonly code = "LOGIN_REQUIRED";
  override readonly status = 401;
}

/** The user may not do this. Thrown by an authentication backend, it also ends the search for a user. Django: `PermissionDenied`. */
export class PermissionDenied extends HttpError {
  override readonly code = "PERMISSION_DENIED";
  override readonly status = 403;
}

/** No free session key was found. Django: `CreateError`. */
export class CreateError extends DjangoSessionError {
  override readonly code = "SESSION_CREATE_FAILED";
}

/** A session key of which the file engine makes no path. Django: `InvalidSessionKey`, answered with status 400. */
export class InvalidSessionKey extends HttpError {
  override readonly code = "INVALID_SESSION_KEY";
  override readonly status = 400;
}

/** The data of a session that is kept in its cookie: browsers drop a cookie of more than 4096 bytes. Django sends it. */
export class SessionCookieTooLarge extends DjangoSessionError {
  override readonly code = "SESSION_COOKIE_TOO_LARGE";
  /** The keys of the session that take the most, the largest first. */
  readonly largest: readonly string[];

  constructor(
    message: string,
    details: ErrorDetails & { readonly largest?: readonly string[] } = {},
  ) {
    super(message, details);
    this.largest = details.largest ?? [];
  }
}

/** The request may be a forgery of another site's. Django: `CsrfViewMiddleware`, answered with status 403. */
export class CsrfFailure extends HttpError {
  override readonly code = "CSRF_FAILED";
  override readonly status = 403;
  /** Django's words for what is wrong. */
  readonly reason: string;

  constructor(reason: string, details: ErrorDetails = {}) {
    super(`CSRF verification failed. ${reason}`, details);
    this.reason = reason;
  }
}

/** The request is for a host that is none of ALLOWED_HOSTS. Django: `DisallowedHost`, answered with status 400. */
export class DisallowedHost extends HttpError {
  override readonly code = "DISALLOWED_HOST";
  override readonly status = 400;
}

/** A failure of the store: nobody is signed out, the cookie stays, and the request may be tried again. */
export abstract class StoreError extends HttpError {
  override readonly status = 503;
  /** Seconds after which a client may try again. */
  readonly retryAfter = 1;
  override readonly headers: Readonly<Record<string, string>> = { "Retry-After": "1" };
}

/** The store could not be reached, or did not answer in time. */
export class StoreUnavailable extends StoreError {
  override readonly code = "STORE_UNAVAILABLE";
}

/** The store answered, and refused the statement: a missing table, a missing right, a full disk. */
export class StoreRefused extends StoreError {
  override readonly code = "STORE_REFUSED";
}

/** Other writers changed the session each time this one tried to. */
export class SessionConflict extends StoreError {
  override readonly code = "SESSION_CONFLICT";
}

/** More passwords wait to be checked than the site allows; nobody is signed out, and the request may be tried again. */
export class PasswordQueueFull extends HttpError {
  override readonly code = "PASSWORD_QUEUE_FULL";
  override readonly status = 503;
  /** Seconds after which a client may try again. */
  readonly retryAfter = 5;
  override readonly headers: Readonly<Record<string, string>> = { "Retry-After": "5" };
}

/** The runtime, or a library in it, does not do the work that a password hasher asks for: hosted Workers stop at 100,000 iterations of PBKDF2. */
export class PasswordWorkRefused extends DjangoSessionError {
  override readonly code = "PASSWORD_WORK_REFUSED";
}

/** One thing that is wrong with a value: Django's message, its code, and what was filled into it. */
export interface ValidationProblem {
  readonly message: string;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A value is not one that the site takes. Django: `django.core.exceptions.ValidationError`. */
export class ValidationError extends DjangoSessionError {
  override readonly code = "VALIDATION_ERROR";
  /** All that is wrong, in the order of the checks. Django: `error_list`. */
  readonly problems: readonly ValidationProblem[];

  constructor(problems: readonly ValidationProblem[]) {
    super(problems.map(({ message }) => message).join(" "));
    this.problems = problems;
  }

  /** What to show to the person who gave the value. Django: `messages`. */
  get messages(): string[] {
    return this.problems.map(({ message }) => message);
  }
}
