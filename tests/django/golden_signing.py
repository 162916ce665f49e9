"""What this Python's Django signs, and what it says of what was signed, as JSON on standard output.

The clock stands still, so that the same Django prints the same text each time.
"""

import itertools
import json
import zlib
from types import SimpleNamespace

from django.conf import settings

NOW = 1700000000
OLD = "django-insecure-old"
settings.configure(SECRET_KEY="django-insecure-golden")

import django
from django.core import signing
from django.test.utils import override_settings
from django.utils.crypto import salted_hmac

from rows import answer, print_rows

try:
    b62_encode, b62_decode = signing.b62_encode, signing.b62_decode
except AttributeError:
    from django.utils.baseconv import base62 as conversion

    b62_encode, b62_decode = conversion.encode, conversion.decode
HAS_FALLBACKS = django.VERSION >= (4, 1)
CLOCK = {"now": NOW}
signing.time = SimpleNamespace(time=lambda: CLOCK["now"])

KEYS = ["secret", "clé-€-😀", b"\xe7", b"bytes", "k" * 200]
VALUES = ["hello", "", "a:b:c", "été € 😀", "jkw osanteuh ,rcuh nthu aou oauh ,ud du", "\x00\x7f\n", "0"]
CLASSES = {"Signer": signing.Signer, "TimestampSigner": signing.TimestampSigner}
OBJECTS = [
    {},
    {"a": 1},
    ["a", "list"],
    "a string \u2019",
    {"a": "dictionary", "b": [1.0, None, True, {"c": -0.0}]},
    {"long": "abc" * 40},
    {"é": "\ud800 😀 \x7f"},
    None,
    12345678901234567890,
    1e16,
    # Of lengths at which compression begins to be worth it.
    *[("abc" * 10)[:length] for length in range(8, 16)],
]


def portable(value):
    """Bytes as {"hex": …}, in options as in single values."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, list):
        return [portable(item) for item in value]
    if isinstance(value, dict):
        return {key: portable(item) for key, item in value.items()}
    return value


def base62():
    """Numbers in base 62, as in a signature's timestamp, and what is and is not read as one."""
    numbers = [*range(-3, 130, 7), 61, 62, 3843, 3844, NOW, 2**53 - 1, -62, -(10**10), 10**10]
    texts = ["0", "00", "0001", "z", "-z", "-", "-0", "", "a b", "_", "1.5", "é", "--1", "1-"]
    return {
        "encode": [[number, b62_encode(number)] for number in numbers],
        "decode": [[text, answer(lambda: b62_decode(text))] for text in texts],
    }


def base64():
    """All short texts over an alphabet of every kind of character that Python distinguishes, and some longer ones."""
    short = ["".join(letters) for size in range(5) for letters in itertools.product("Q=*", repeat=size)]
    longer = [
        "-_-_", "+/+/", "-/+_", "+A", "A/", "QUJD+A", "+", "QUJD", "QUJDRA", "QUJDRA==", "QUJDRA=", "QUJDR", "QUJDREU", "QUJDREU=", "QUJDRA==QUJD",
        "QU JD", "QUJ\nDRA", "QUJDRA==*", "QU=JDRA", "QUI=QUI=", "éQUJD", "QéUJD", "😀QUJD", "Q-J_R+D/", "QR", "Q.R:S,T!",
    ]  # fmt: skip
    return {
        "encode": [[bytes(range(size)).hex(), signing.b64_encode(bytes(range(size))).decode()] for size in range(5)]
        + [["fbefbeffffff", signing.b64_encode(b"\xfb\xef\xbe\xff\xff\xff").decode()]],
        "decode": [[text, answer(lambda: signing.b64_decode(text.encode()).hex())] for text in short + longer],
    }


def hmacs():
    """Hashes with a salt and a secret, which every signature, token and old session is made of."""
    salts, secrets = ["salt", "", "sél", b"\xff\x00"], [*KEYS, ""]
    cases = [(salt, "value", secret, "sha256") for salt in salts for secret in secrets]
    cases += [("salt", value, "secret", "sha256") for value in [*VALUES, b"\xff"]]
    cases += [("salt", "value", "secret", name) for name in ("sha1", "sha224", "sha384", "sha512")]
    return [
        [*map(portable, case), salted_hmac(*case[:3], algorithm=case[3]).hexdigest()] for case in cases
    ]


def signers():
    """Signers by their options, and what they make of the values."""
    options = [{"key": key} for key in KEYS]
    options += [{"key": "secret", "salt": salt} for salt in ("extra-salt", "sél", "")]
    options += [{"key": "secret", "sep": sep} for sep in ("/", "*sep*", ",", "::", "€", "a:")]
    options += [{"key": "secret", "algorithm": name} for name in ("sha1", "sha256", "sha384", "sha512")]
    return [
        {
            "class": name,
            "options": portable(chosen),
            "signed": [[value, signer(name, chosen).sign(value)] for value in values_for(chosen)],
        }
        for name in CLASSES
        for chosen in options
    ]


def values_for(options):
    return VALUES if options == {"key": "secret", "salt": "extra-salt"} else VALUES[:4]


def signer(name, options):
    return CLASSES[name](**options)


def separators():
    """What a signer takes for its separator."""
    texts = ["", "-", "abc", "_", "=", "[", "]", "^", "`", "\\", "A_z", ":", "/", " ", "a:", "é", "\n", "a\n"]
    return [[sep, answer(lambda: signing.Signer(key="secret", sep=sep).sep)] for sep in texts]


def unsigning():
    """Texts put to a signer at some time, and its answers."""
    facts = []

    def ask(name, options, text, now=NOW, **max_age):
        CLOCK["now"] = now
        given = answer(lambda: signer(name, options).unsign(text, **max_age))
        facts.append({"class": name, "options": portable(options), "text": text, "now": now, **max_age, "answer": given})
        CLOCK["now"] = NOW

    plain = {"key": "secret"}
    for name in CLASSES:
        good = signer(name, plain).sign("hello")
        tampered = [good.upper(), good + "a", good + "=", "a" + good[1:], good.replace(":", ""), good[:-1], " " + good]
        other = [signer(name, {"key": key}).sign("hello") for key in ("other", b"secret")]
        other += [signer(name, {**plain, **more}).sign("hello") for more in ({"salt": "x"}, {"algorithm": "sha1"})]
        for text in [good, *tampered, *other, "", ":", "hello", "hello:", "é:" + good]:
            ask(name, plain, text)
        if HAS_FALLBACKS:
            for fallbacks in ([OLD, "other"], [], [""], [b"other"]):
                for key in ("secret", "other", OLD, "third"):
                    ask(name, {**plain, "fallback_keys": fallbacks}, signer(name, {"key": key}).sign("hello"))
            unkeyed = "hello:" + signing.base64_hmac("django.core.signing.Signersigner", "hello", "", algorithm="sha256")
            ask("Signer", {**plain, "fallback_keys": [""]}, unkeyed)
    stamped = signer("TimestampSigner", plain).sign("hello")
    for age, seconds in itertools.product((10, 0, -10), (0, 0.5, 9, 9.999, 10, 10.001, 11, -1, -10, -10.5)):
        ask("TimestampSigner", plain, stamped, now=NOW + seconds, max_age=age)
    # Signed well by a signer of the same salt that knows of no time.
    bare = signing.Signer(key="secret", salt="django.core.signing.TimestampSigner")
    for text in ("hello", "hello:", "hello:-", "hello:-1", "hello:_", "hello:é", "hello:0001r31eq", ":1r31eq", "hello:zzzzzzzzzz"):
        ask("TimestampSigner", plain, bare.sign(text))
        ask("TimestampSigner", plain, bare.sign(text), max_age=1)
    return facts


def objects():
    """Objects as they are signed, with and without compression."""
    return [
        {
            "json": json.dumps(value, separators=(",", ":")),
            "compress": compress,
            "key": portable(key),
            "salt": salt,
            "text": signing.dumps(value, key=key, salt=salt, compress=compress),
        }
        for value in OBJECTS
        for compress in (False, True)
        for key, salt in (("secret", "django.core.signing"), (b"\xe7", "x"))
        if key == "secret" or not compress
    ]


def payloads():
    """Payloads that are signed well, be they what a payload should be or not, and what `loads` makes of them."""
    packed = signing.b64_encode(zlib.compress(b'{"a":1}')).decode()
    gzipped = signing.b64_encode(gzip(b'{"a":1}')).decode()
    texts = [
        "eyJhIjoxfQ", "eyJhIjoxfQ==", "eyJhIjoxfQ=", "eyJhIjox*fQ", "eyJhIjoxfQ\n", "eyJhIjoxf", "", ".", "..", "W10", "bnVsbA",
        "eyJhIjp9", "eyJhIjoxfSA", "eyJhIjoxfX0", "/+8", "_-8", "77u/e30", "IuEi", "e30é", "TmFO", "LUluZmluaXR5", "Wy0wLDFlNDAwXQ",
        "." + packed, packed, "." + packed + "AAAA", "." + packed[:-4], "." + packed[:6], ".AAAA" + packed, "." + gzipped,
        "." + packed[:-2] + "AA", "." + signing.b64_encode(zlib.compress(b'{"a":1}', 0)).decode(),
        "." + signing.b64_encode(zlib.compress(b'{"a":1}', 9)).decode(), "." + signing.b64_encode(zlib.compress(b"")).decode(),
    ]  # fmt: skip
    signer = signing.TimestampSigner(key="secret", salt="django.core.signing")
    return [
        [text, signer.sign(text), answer(lambda: json.dumps(signing.loads(signer.sign(text), key="secret")))]
        for text in texts
    ]


def gzip(data):
    stream = zlib.compressobj(wbits=31)
    return stream.compress(data) + stream.flush()


def cookies():
    """Signed cookies of a site, by its secret key."""
    facts = []
    for key, salts in (("secret", [None, "cookie", "sél"]), (b"\xe7", [None])):
        for salt in salts:
            with override_settings(SECRET_KEY=key):
                signer = signing.get_cookie_signer(**({} if salt is None else {"salt": salt}))
                facts.append({"key": portable(key), "salt": salt, "signed": [[v, signer.sign(v)] for v in VALUES[:4]]})
    return facts


if __name__ == "__main__":
    answers = {
        "now": NOW,
        "base62": base62(),
        "base64": base64(),
        "hmacs": hmacs(),
        "signers": signers(),
        "separators": separators(),
        "unsigning": unsigning(),
        "objects": objects(),
        "payloads": payloads(),
        "cookies": cookies(),
    }
    print_rows(answers)
