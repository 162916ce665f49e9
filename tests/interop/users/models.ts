/** The user models of tests/django/accounts, beside Django's own. */

/** What the cases have to know of a model. */
export interface ModelCase {
  /** AUTH_USER_MODEL. */
  readonly label: string;
  /** What a new user of that name is given; no two are the same. */
  readonly fieldsOf: (name: string) => Readonly<Record<string, string>>;
  /** How the user of that name signs in. */
  readonly usernameOf: (name: string) => string;
  /** A field of text that anybody may change. */
  readonly note: string | null;
  readonly canBeInactive: boolean;
  readonly hasPermissions: boolean;
}

const named: Omit<ModelCase, "label"> = {
  fieldsOf: (username) => ({ username, email: `${username}@EXAMPLE.com` }),
  usernameOf: (name) => name,
  note: "first_name",
  canBeInactive: true,
  hasPermissions: true,
};

export const MODELS: readonly ModelCase[] = [
  { ...named, label: "auth.User" },
  { ...named, label: "accounts.Account" },
  {
    ...named,
    label: "accounts.Member",
    fieldsOf: (name) => ({ email: `${name}@EXAMPLE.com` }),
    usernameOf: (name) => `${name}@example.com`,
    note: "motto",
  },
  { ...named, label: "accounts.Handle", fieldsOf: (handle) => ({ handle }), note: null },
  {
    ...named,
    label: "accounts.Visitor",
    fieldsOf: (login) => ({ login }),
    note: null,
    canBeInactive: false,
    hasPermissions: false,
  },
  {
    ...named,
    label: "accounts.Employee",
    fieldsOf: (username) => ({ username, email: `${username}@EXAMPLE.com`, badge: username }),
    note: "badge",
  },
  {
    ...named,
    label: "accounts.Director",
    fieldsOf: (username) => ({ username, badge: username, region: "north" }),
    note: "region",
  },
];

/** The settings of a site that has them all. */
export const INSTALLED_APPS: readonly string[] = [
  "django.contrib.contenttypes",
  "django.contrib.auth",
  "django.contrib.sessions",
  "django.contrib.messages",
  "account_sessions",
  "accounts",
];
