"""What this Python's Django says of stored passwords, as JSON on standard output: forms, upgrades, hardening.

Every salt is fixed, so that the same Django prints the same text each time.
"""

import base64
import itertools
from unittest.mock import patch

from django.conf import settings

PATH = "django.contrib.auth.hashers."
NAMES = [
    "PBKDF2PasswordHasher",
    "PBKDF2SHA1PasswordHasher",
    "Argon2PasswordHasher",
    "BCryptSHA256PasswordHasher",
    "BCryptPasswordHasher",
    "ScryptPasswordHasher",
    "MD5PasswordHasher",
    "SHA1PasswordHasher",
    "UnsaltedMD5PasswordHasher",
    "UnsaltedSHA1PasswordHasher",
]
settings.configure(USE_TZ=True)

import django

django.setup()

from django.contrib.auth import hashers
from django.contrib.auth.hashers import check_password
from django.test.utils import override_settings

from rows import print_rows

SALT = "seasaltseasaltseasalt2"
BCRYPT_SALT = "N9qo8uLOickgx2ZMRZoMye"
PASSWORDS = [
    "lètmein",
    "",
    " spaced ",
    "a\0b",
    "x" * 5000,
    "😀🎉",
    "é" * 36 + "tail",
    "x" * 71 + "é",
    "\ud800",
]


def attempt(function, *arguments):
    """What a function returns, or the name of what it raises."""
    try:
        return function(*arguments)
    except Exception as error:
        return {"error": type(error).__name__}


def known_names():
    return [name for name in NAMES if hasattr(hashers, name)]


def salt_of(hasher, rounds=None):
    if hasher.algorithm.startswith("bcrypt"):
        return ("$2b$%02d$%s" % (rounds or hasher.rounds, BCRYPT_SALT)).encode()
    return "" if hasher.algorithm.startswith("unsalted") else SALT


def cheap(name):
    """A hasher that does next to no work."""
    base = getattr(hashers, name)
    return type(
        name,
        (base,),
        {
            "iterations": 3,
            "rounds": 4,
            "work_factor": 16,
            "memory_cost": 64,
            "time_cost": 1,
            "parallelism": 2,
        },
    )()


def stored():
    """Stored forms: of every password with little work, and of one with Django's own."""
    rows = []
    for name in known_names():
        hasher = cheap(name)
        for password in PASSWORDS:
            encoded = attempt(hasher.encode, password, salt_of(hasher))
            shown = {"text": "x", "times": 5000} if len(password) == 5000 else password
            rows.append({"hasher": PATH + name, "cheap": True, "password": shown, "encoded": encoded})
        hasher = getattr(hashers, name)()
        encoded = hasher.encode("lètmein", salt_of(hasher))
        rows.append({"hasher": PATH + name, "cheap": False, "password": "lètmein", "encoded": encoded})
    return rows


def foreign():
    """Stored forms that Django reads and does not write."""
    import argon2
    import bcrypt

    def row(name, encoded):
        return {"hasher": PATH + name, "reads": True, "password": "lètmein", "encoded": encoded}

    password = "lètmein".encode()
    for variety, version in itertools.product(argon2.low_level.Type, (16, 19)):
        data = argon2.low_level.hash_secret(password, b"somesalt", 2, 64, 2, 24, variety, version)
        encoded = "argon2" + data.decode()
        yield row("Argon2PasswordHasher", encoded)
        if version == 16:
            yield row("Argon2PasswordHasher", encoded.replace("$v=16", ""))
    for prefix in ("2a", "2x", "2y"):
        data = bcrypt.hashpw(password, ("$%s$05$%s" % (prefix, BCRYPT_SALT)).encode())
        yield row("BCryptPasswordHasher", "bcrypt$" + data.decode())
    yield row("UnsaltedMD5PasswordHasher", "md5$$88a434c88cca4e900f7874cd98123f43")


def b64(size):
    return base64.b64encode(b"s" * size).decode().rstrip("=")


def decisions():
    """Whether a stored form must be stored anew, by a hasher with Django's own work factors."""
    iterations = hashers.PBKDF2PasswordHasher.iterations
    asked = {
        "PBKDF2PasswordHasher": [
            "pbkdf2_sha256$%s$%s$aGFzaA==" % pair
            for pair in itertools.product(
                (1, iterations - 1, iterations, iterations + 1, 260000, 1000000, "+5", "x", ""),
                ("s" * 21, "s" * 22, "s" * 23, "é" * 22, ""),
            )
        ]
        + ["pbkdf2_sha256$1$salt", "pbkdf2_sha256", "pbkdf2_sha1$1$%s$aGFzaA==" % SALT],
        "PBKDF2SHA1PasswordHasher": [
            "pbkdf2_sha1$%d$%s$aGFzaA==" % (count, SALT) for count in (iterations, iterations - 1)
        ],
        "Argon2PasswordHasher": [
            "argon2$%s$%sm=%d,t=%d,p=%d$%s$%s" % (variety, version, m, t, p, b64(salt), b64(size))
            for variety, version, m, t, p, salt, size in [
                ("argon2id", "v=19$", 102400, 2, 8, 22, 32),
                ("argon2id", "v=19$", 102400, 2, 8, 30, 32),
                ("argon2id", "v=19$", 102400, 2, 8, 21, 32),
                ("argon2id", "v=19$", 102400, 2, 8, 16, 32),
                ("argon2i", "v=19$", 102400, 2, 8, 22, 32),
                ("argon2d", "v=19$", 102400, 2, 8, 22, 32),
                ("argon2id", "v=16$", 102400, 2, 8, 22, 32),
                ("argon2id", "", 102400, 2, 8, 22, 32),
                ("argon2id", "v=19$", 102401, 2, 8, 22, 32),
                ("argon2id", "v=19$", 102400, 3, 8, 22, 32),
                ("argon2id", "v=19$", 102400, 2, 4, 22, 32),
                ("argon2id", "v=19$", 102400, 2, 8, 22, 16),
                ("argon2x", "v=19$", 102400, 2, 8, 22, 32),
            ]
        ]
        + ["argon2$argon2id$v=19$m=102400,t=2$c2Vh$b1", "argon2$", "argon2"],
        "BCryptSHA256PasswordHasher": [
            "bcrypt_sha256$$2b$%02d$%s%s" % (rounds, BCRYPT_SALT, "x" * 31)
            for rounds in (4, 11, 12, 13, 14)
        ]
        + ["bcrypt_sha256$$2b$12", "bcrypt_sha256$$2b$xx$%s" % BCRYPT_SALT],
        "BCryptPasswordHasher": ["bcrypt$$2y$12$%s%s" % (BCRYPT_SALT, "x" * 31)],
        "ScryptPasswordHasher": [
            "scrypt$%d$%s$%d$%d$aGFzaA==" % row
            for row in [
                (16384, SALT, 8, 1),
                (16384, SALT, 8, 5),
                (16384, "s", 8, 5),
                (16384, "s", 8, 1),
                (32768, SALT, 8, 5),
                (16384, SALT, 4, 5),
            ]
        ]
        + ["scrypt$16384$%s$8$5" % SALT, "scrypt$16384$%s$8$5$a$b" % SALT],
        "MD5PasswordHasher": ["md5$%s$0" % ("s" * size) for size in (1, 21, 22, 23)] + ["md5$x"],
        "SHA1PasswordHasher": ["sha1$%s$0" % ("s" * size) for size in (21, 22)],
        "UnsaltedMD5PasswordHasher": ["88a434c88cca4e900f7874cd98123f43"],
        "UnsaltedSHA1PasswordHasher": ["sha1$$%s" % ("0" * 40)],
    }
    return [
        {
            "hasher": PATH + name,
            "encoded": encoded,
            "mustUpdate": attempt(getattr(hashers, name)().must_update, encoded),
        }
        for name in known_names()
        for encoded in asked[name]
    ]


def hardening():
    """The work that a wrong password costs beyond that of the stored form."""
    rows = []
    own = hashers.PBKDF2PasswordHasher.iterations
    work = []

    def recorded(password, salt, iterations, digest=None):
        work.append(iterations)
        return b"key"

    original, hashers.pbkdf2 = hashers.pbkdf2, recorded
    for count in (1, own - 1, own, own + 1):
        work.clear()
        encoded = "pbkdf2_sha256$%d$%s$aGFzaA==" % (count, SALT)
        hashers.PBKDF2PasswordHasher().harden_runtime("x", encoded)
        rows.append({"hasher": PATH + "PBKDF2PasswordHasher", "encoded": encoded, "work": list(work)})
    hashers.pbkdf2 = original
    for name, rounds in itertools.product(("BCryptPasswordHasher", "BCryptSHA256PasswordHasher"), (4, 5, 6, 7)):
        hasher = cheap(name)
        hasher.rounds = 6
        work.clear()
        hasher.encode = lambda password, salt: work.append(salt.decode()[4:6])
        encoded = "%s$$2b$%02d$%s%s" % (hasher.algorithm, rounds, BCRYPT_SALT, "x" * 31)
        hasher.harden_runtime("x", encoded)
        rows.append({"hasher": PATH + name, "encoded": encoded, "work": [int(cost) for cost in work]})
    return rows


def verdicts():
    """What `check_password` says, and whether it would store the password anew, of odd and of sound stored forms."""
    cheap_pbkdf2 = cheap("PBKDF2PasswordHasher")
    good = cheap_pbkdf2.encode("lètmein", SALT)
    short = cheap_pbkdf2.encode("lètmein", "s")
    md5 = hashers.MD5PasswordHasher().encode("lètmein", SALT)
    forms = [
        good,
        short,
        good + "=",
        good.replace("$3$", "$03$"),
        good.replace("$3$", "$+3$"),
        good.replace("$3$", "$0$"),
        good.replace("$3$", "$-3$"),
        good.replace("$3$", "$4$"),
        good.replace(SALT, ""),
        good.replace("pbkdf2_sha256", "PBKDF2_SHA256"),
        good.replace("$3$", "$$"),
        good[:-1],
        md5,
        md5.upper(),
        md5.replace("md5$", "sha1$"),
        "88a434c88cca4e900f7874cd98123f43",
        "md5$$88a434c88cca4e900f7874cd98123f43",
        "sha1$$%s" % ("0" * 40),
        "!",
        "!" + "a" * 40,
        "!" + good,
        "",
        "foo",
        "foo$bar",
        "$",
        "pbkdf2_sha256",
        "pbkdf2_sha256$",
        "crypt$$ab1Hv2Lg7ltQo",
    ]
    used = ["PBKDF2PasswordHasher", "MD5PasswordHasher"]
    rows = []
    settled = override_settings(PASSWORD_HASHERS=[PATH + name for name in used])
    with settled, patch.object(hashers.PBKDF2PasswordHasher, "iterations", 5):
        for encoded, password in itertools.product(forms, ("lètmein", "wrong")):
            anew = []
            answer = attempt(check_password, password, encoded, anew.append)
            rows.append({"password": password, "encoded": encoded, "answer": answer, "anew": bool(anew)})
    return rows


if __name__ == "__main__":
    print_rows(
        {
            "django": django.get_version(),
            "default": settings.PASSWORD_HASHERS,
            "stored": [*stored(), *foreign()],
            "decisions": decisions(),
            "hardening": hardening(),
            "verdicts": verdicts(),
        }
    )
