"""A database address as Django's settings have it."""

from urllib.parse import unquote, urlsplit

ENGINES = {
    "sqlite": "sqlite3",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
}


def database_from_url(url):
    """The DATABASES entry of `sqlite:///path`, `postgres://…` or `mysql://…`."""
    parts = urlsplit(url)
    engine = ENGINES[parts.scheme]
    if engine == "sqlite3":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.partition("///")[2],
            "OPTIONS": {"timeout": 30},
        }
    if engine == "mysql":
        _use_pymysql()
    return {
        "ENGINE": "django.db.backends." + engine,
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
    }


def _use_pymysql():
    """PyMySQL in the place of mysqlclient, which would need a compiler; Django looks at the version."""
    import pymysql

    pymysql.version_info = (2, 2, 7, "final", 0)
    pymysql.__version__ = "2.2.7"
    pymysql.install_as_MySQLdb()
