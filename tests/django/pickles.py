"""Pickles of random sessions, and whether changed ones are what Python would have made of them.

    python pickles.py random   {"count": 10, "seed": 1}                 -> base64 of pickles, of all protocols
    python pickles.py compare  {"pickles": [...], "changed": [...]}     -> what is not equal by repr, with "set here" added
"""

import base64
import collections
import datetime
import decimal
import json
import pickle
import random
import sys
import uuid
import zoneinfo


def random_text(draw):
    text = "".join(draw.choice("abc é日😀\"'\\\n\x00\ud83d") for _ in range(draw.randint(0, 12)))
    return text * (draw.randint(1, 200) if draw.random() < 0.02 else 1)


LEAVES = [
    lambda draw: None,
    lambda draw: draw.random() < 0.5,
    lambda draw: draw.randint(-300, 70_000),
    lambda draw: draw.randint(-(2**70), 2**70),
    lambda draw: draw.choice([1.0, -0.0, 1.5, 1e300, 0.1, float("inf"), float("nan")]),
    random_text,
    random_text,
    random_text,
    lambda draw: random_text(draw).encode("utf-8", "surrogatepass"),
    lambda draw: bytearray(draw.randbytes(draw.randint(0, 5))),
    lambda draw: datetime.datetime(2024, 1, 15, 1, 2, 3, draw.randint(0, 999_999)),
    lambda draw: datetime.datetime(2024, 1, 15, 1, 2, 3, tzinfo=datetime.timezone.utc),
    lambda draw: datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")),
    lambda draw: datetime.datetime(
        2024, 7, 1, fold=1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))
    ),
    lambda draw: datetime.date(2020, 2, draw.randint(1, 29)),
    lambda draw: datetime.time(draw.randint(0, 23), 2, 3),
    lambda draw: datetime.timedelta(draw.randint(-9, 9), 5, 6),
    lambda draw: decimal.Decimal("1.10"),
    lambda draw: uuid.UUID(int=draw.getrandbits(128)),
]

NODES = [
    lambda draw, part: [part() for _ in range(draw.randint(0, 5))],
    lambda draw, part: tuple(part() for _ in range(draw.randint(0, 4))),
    lambda draw, part: {random_text(draw): part() for _ in range(draw.randint(0, 4))},
    lambda draw, part: {draw.randint(0, 9): part() for _ in range(draw.randint(0, 3))},
    lambda draw, part: {draw.randint(0, 5) for _ in range(3)},
    lambda draw, part: frozenset(draw.randint(0, 5) for _ in range(3)),
    lambda draw, part: collections.OrderedDict(
        (random_text(draw), part()) for _ in range(draw.randint(0, 3))
    ),
    lambda draw, part: collections.defaultdict(list, {random_text(draw): part()}),
    lambda draw, part: collections.deque([part(), part()]),
]


def random_value(draw, depth=3):
    if depth == 0 or draw.random() < 0.6:
        return draw.choice(LEAVES)(draw)
    return draw.choice(NODES)(draw, lambda: random_value(draw, depth - 1))


def random_pickles(count, seed):
    draw = random.Random(seed)
    for number in range(count):
        data = {random_text(draw): random_value(draw) for _ in range(draw.randint(0, 6))}
        if number % 100 == 0:
            data["long"] = [random_value(draw) for _ in range(2001)]
        yield base64.b64encode(pickle.dumps(data, draw.randint(0, 5))).decode()


def differences(pickles, changed):
    for number, (before, after) in enumerate(zip(pickles, changed, strict=True)):
        wanted = pickle.loads(base64.b64decode(before))
        wanted["set here"] = number
        got = pickle.loads(base64.b64decode(after))
        if repr(got) != repr(wanted):
            yield f"{wanted!r}\n{got!r}"


COMMANDS = {"random": random_pickles, "compare": differences}
if __name__ == "__main__":
    json.dump(list(COMMANDS[sys.argv[1]](**json.load(sys.stdin))), sys.stdout)
