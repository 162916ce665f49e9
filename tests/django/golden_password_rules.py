"""What this Python's Django says of new passwords, as JSON on standard output: messages, codes, help texts."""

import itertools

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    get_password_validators,
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

from rows import print_rows

SIMILARITY, LENGTH, COMMON, NUMERIC = (
    {"NAME": "django.contrib.auth.password_validation." + name}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
)
USERS = [
    None,
    {"username": "testclient", "first_name": "Test", "last_name": "Client", "email": "testclient@example.com"},
    {"username": "ΌΔΥΣΣΕΎΣ", "first_name": "İpek", "last_name": "Straße", "email": "o.neill+news@mail.example.co.uk"},
    {"username": "x", "first_name": "", "last_name": "d'Artagnan-Smith", "email": ""},
    {"username": "joe_schmoe", "first_name": "😀😀", "last_name": "schmoe", "email": "joe@schmoe.org"},
]
WORDS = [
    "", " ", "testclient", "TestClient1", "tset", "client99", "example", "examplecom", "com", "password", "PASSWORD",
    " password ", "\u00a0password\u3000", "\ufeffpassword", "\x1cpassword\x85", "PaSsWoRd1", "123456", "12345678901",
    "٠١٢٣٤٥٦٧٨٩", "²³¹⁴⁵⁶⁷⁸", "①②③④⑤⑥⑦⑧", "½½½½½½½½", "一二三四五六七八", "ⅠⅡⅢⅣⅤⅥⅦⅧ", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟", "1234567\n",
    "οδυσσεύς", "όδυσσεύσ", "i̇pek", "ipek", "straße", "STRASSE", "oneill", "o.neill", "news", "mail.example.co.uk",
    "dartagnan", "smith", "d'artagnan-smith!", "😀😀😀😀😀😀😀😀", "😀😀😀😀", "joeschmoe", "joe_schmoe",
    "joe schmoe org", "eomhcseoj", "schmoe" * 20, "x", "xxxxxxxx", "é" * 7, "e\u0301" * 4, "a" * 8, "a" * 7,
    "correct horse battery staple", "qwertyuiop", "iloveyou!", "Tr0ub4dor&3", "\ud800" * 8, "a\0b\0c\0d\0", "\u0130" * 8,
    "ß" * 8, "ǅǅǅǅǅǅǅǅ", "letmein", "trustno1", "dragon", "sunshine1", "zaq12wsx", "moc.elpmaxe@tneilctset", "clienttest",
    "lt", "tc", "testtesttesttesttesttesttesttest", "n", "ne", "neil", "neill1234", "co.uk",
]
RULES = [
    [SIMILARITY, LENGTH, COMMON, NUMERIC],
    [{**LENGTH, "OPTIONS": {"min_length": 1}}, {**SIMILARITY, "OPTIONS": {"max_similarity": 0.3}}],
    [{**SIMILARITY, "OPTIONS": {"user_attributes": ["email", "nothing", "pk"], "max_similarity": 1.0}}],
]


def rules():
    """Sets of rules, and what each tells people before they choose."""
    return [
        {"rules": rules, "help": [str(text) for text in password_validators_help_texts(get_password_validators(rules))]}
        for rules in RULES
    ]


def validation():
    """All that is wrong with each password, by each set of rules; rules and users by their index."""
    return [
        {"rules": rule, "user": user, "password": word, "problems": problems(word, USERS[user], validators)}
        for rule, validators in enumerate(map(get_password_validators, RULES))
        for user, word in itertools.product(range(len(USERS)), WORDS)
    ]


def problems(password, user, validators):
    try:
        validate_password(password, user and User(**user), validators)
    except ValidationError as error:
        return [
            {"code": one.code, "message": one.messages[0], "params": one.params or {}} for one in error.error_list
        ]
    return []


if __name__ == "__main__":
    print_rows({"users": USERS, "rules": rules(), "validation": validation()})
