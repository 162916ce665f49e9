"""Random sessions with all that is hostile in them, and what Django says of those of the other side."""

import json
import struct
from random import Random

from django.core import signing

from .ops import store_class

TEXTS = ["", "a", "é", "€", "😀", "\ud83d", "\ude00\ud83d", "\x00", "\x7f", "\u2028", '"', "\\", "/", "</script>",
         "\n\t\r\b\f", "\x80\xff", "\ufeff", "NaN", "-0", "1", "007", "1.0", "__proto__", "constructor", "toJSON",
         '"1":', "9007199254740993"]  # fmt: skip
INTS = [0, 1, -1, 7, 2**31, 2**53 - 1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63, 2**64, 10**22, -(10**300)]
FLOATS = [0.0, -0.0, 1.0, -7.0, 0.1, 1e15, 1e16, 1e21, 1e22, 123456789012345680.0, 1e-4, 1e-5, 1e-7, 5e-324,
          2.2250738585072014e-308, 1.7976931348623157e308, float("nan"), float("inf"), -float("inf")]  # fmt: skip
ODD_KEYS = [1, 0, -1, 1.5, True, None, float("nan"), 10**20]


class Generator:
    def __init__(self, seed):
        self.random = Random(seed)

    def session(self):
        data = {self.key(): self.value(0) for _ in range(self.random.randrange(6))}
        if self.random.random() < 0.01:
            data["deep"] = self.deep(self.random.randrange(2, 200))
        if self.random.random() < 0.1:
            # json.dumps writes such a key twice.
            data.update({1: self.value(2), "1": self.value(2)})
        return data

    def key(self):
        return self.random.choice(ODD_KEYS) if self.random.random() < 0.1 else self.text()

    def value(self, depth):
        if depth < 4 and self.random.random() < 0.25:
            length = self.random.randrange(4)
            if self.random.random() < 0.5:
                return [self.value(depth + 1) for _ in range(length)]
            return {self.key(): self.value(depth + 1) for _ in range(length)}
        return self.random.choice([self.text, self.integer, self.float, self.constant])()

    def text(self):
        if self.random.random() < 0.5:
            return self.random.choice(TEXTS) * self.random.choice([1, 1, 1, 2, 40])
        return "".join(map(self.letter, range(self.random.randrange(12))))

    def letter(self, _):
        return chr(self.random.randrange(self.random.choice([0x80, 0x100, 0x3000, 0x10000, 0x110000])))

    def integer(self):
        if self.random.random() < 0.5:
            return self.random.choice(INTS)
        return self.random.getrandbits(self.random.choice([8, 52, 53, 54, 64, 200])) - 2**53

    def float(self):
        if self.random.random() < 0.5:
            return self.random.choice(FLOATS)
        return struct.unpack(">d", self.random.randbytes(8))[0]

    def constant(self):
        return self.random.choice([None, True, False, [], {}])

    def deep(self, depth):
        value = self.value(4)
        for _ in range(depth):
            value = [value] if self.random.random() < 0.5 else {self.text(): value}
        return value


def write(seed, count):
    """Random sessions: [as Django stores them, their values spelled out]."""
    store, generator = store_class()(), Generator(seed)
    texts = [store.encode(generator.session()) for _ in range(count)]
    return [[text, spell_session(store.decode(text))] for text in texts]


def compare(changes):
    """What differs beside the one key that was changed, of [before, after, key, kind] each: [index, expected, got]."""
    store = store_class()()
    pairs = [(store.decode(before), store.decode(after), key, kind) for before, after, key, kind in changes]
    told = [(described(expected(*pair)), described(pair[1])) for pair in pairs]
    return [[index, *both] for index, both in enumerate(told) if both[0] != both[1]]


def expected(before, after, key, kind):
    """`before` with the change made to it: "delete" a key, "set" it, or "push" one item to the list that it holds."""
    data = dict(before)
    if kind == "delete":
        del data[key]
    elif kind == "push":
        data[key] = [*before[key], "here"]
    else:
        data[key] = "here"
    return data


def described(data):
    return [[key, repr(value)] for key, value in data.items()]


class Raw:
    """A serializer that gives the JSON itself."""

    def loads(self, data):
        return data.decode("latin-1")


def read(texts):
    """Of sessions of the other side: [their values spelled out, whether they are as Django writes them, written anew]."""
    store = store_class()()
    signer = signing.TimestampSigner(salt=store.key_salt)
    answers = []
    for text in texts:
        data = store.decode(text)
        written = signer.unsign_object(text, serializer=Raw)
        same = json.dumps(data, separators=(",", ":")) == written
        answers.append([spell_session(data), same or written, store.encode(data)])
    return answers


def spell_session(data):
    """The values in an alphabet that leaves no doubt, the keys in their order."""
    return ",".join("%s:%s" % (spell(key), spell(value)) for key, value in data.items())


def spell(value):
    if value is None or isinstance(value, bool):
        return {None: "n", True: "t", False: "f"}[value]
    if isinstance(value, str):
        return "s" + value.encode("utf-16-be", "surrogatepass").hex()
    if isinstance(value, int) and abs(value) >= 2**53:
        return "i%d" % value
    if isinstance(value, (int, float)):
        return "d" + (struct.pack(">d", value).hex() if value == value else "nan")
    if isinstance(value, list):
        return "[%s]" % ",".join(map(spell, value))
    # JavaScript has an order of its own for keys that look like numbers.
    return "{%s}" % ",".join(sorted("%s:%s" % (spell(key), spell(item)) for key, item in value.items()))
