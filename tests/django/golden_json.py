"""What this Python's `json` reads and writes, as JSON on standard output: the serializer of Django's sessions is this and no more.

Data is printed by `ascii`, which tells 1 from 1.0.
"""

import json
import struct

from rows import print_rows

# Texts that are JSON, that are nearly JSON, and that are Python's own.
TEXTS = [
    '{}', '[]', '{"a":1}', ' \t\n\r{ "a" : [ 1 , 2 ] } \n', '\x0b{}', '\x0c{}', '\xa0{}', '{}\x00', '\ufeff{}', '', ' ', '{', '}', '[', ']', '{}{}', '{} x',
    'null', 'true', 'false', 'nul', 'nulll', 'True', 'None', 'undefined', '"text"', '7',
    '[1,]', '[,1]', '[1 2]', '[1,,2]', '{"a":1,}', '{,}', '{"a"}', '{"a":}', '{"a" 1}', '{a:1}', "{'a':1}", '{"a":1 "b":2}', '{1:2}', '{null:1}', '[1}', '{"a":1]',
    '// c\n{}', '/* c */{}', '[1] # c', '{"a":1,"a":2}', '{"b":0,"a":1,"b":2}', '{"2":1,"1":2,"x":3}', '{"__proto__":{"a":1},"constructor":2}', '{"":1}', '{" a":1}',
    'NaN', '-NaN', 'nan', 'NAN', 'Infinity', '-Infinity', '+Infinity', 'infinity', 'Inf', '- Infinity', '[NaN,Infinity,-Infinity]', '{"a":NaN}', 'NaNN', 'Infinity1',
    '0', '-0', '00', '01', '-01', '+1', '--1', '-', '1.', '.5', '-.5', '1.0', '1.50', '0.0', '-0.0', '1e5', '1E5', '1e+5', '1e-5', '1e', '1e+', '1e5.5', '1.e5', '1.5e', '0e0', '-0e0',
    '0x10', '1_000', '1,000', '1e400', '-1e400', '1e-400', '1E+16', '1e16', '123456789012345680.0', '9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993',
    '18446744073709551616', '123456789012345678901234567890', '0.1', '0.30000000000000004', '5e-324', '2.5e-324', '1.7976931348623157e308', '1.7976931348623159e308', '[1.0,1,1e0,10E-1]',
    '\uff11', '\u0661', '1\u0661',
    '"\\u00e9"', '"\\u00E9"', '"\\ud83d\\ude00"', '"\\uD83D\\uDE00"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud800x"', '"\\ud83d\\u0041"', '"\\u00"', '"\\u00g0"', '"\\u 0e9"', '"\\u+0e9"',
    '"\\u-0e9"', '"\\u0_e9"', '"\\U00e9"', '"\\x41"', '"\\a"', '"\\\'"', '"\\/"', '"/"', '"\\b\\f\\n\\r\\t\\"\\\\"', '"\\v"', '"\\0"', '"\\', '"\\"', '"', '"a', 'a"', '"a\nb"', '"a\tb"', '"\x00"', '"\x1f"',
    '"\x7f"', '"\x80\xff"', '"\u2028\u2029"', '"é"', '"<script>&"', '"a""b"', '"a" "b"', '["\\ud83d","\\ude00"]', '"\\u005c"', '"\\\\u0041"', '"\\u0000"',
]  # fmt: skip
# Numbers at the borders of the ways in which `repr` writes them.
FLOATS = [
    0.0, -0.0, 1.0, -1.0, 1.5, 0.1, 0.1 + 0.2, 100.0, 1e15, 1e16, -1e16, 9999999999999998.0, 9999999999999999.0, 1e17, 123456789012345680.0, 1e21, 1e22, 1e23,
    1e-4, 0.00012345, 9.999e-5, 1e-5, 1.5e-5, 1e-6, 1e-7, 1e-10, 1.234e-100, 1e100, 1.5e300, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
    2.0**53, 2.0**53 + 2, 2.0**63, 2.0**64, 4503599627370495.5, 4503599627370496.5, 0.5, 0.25, 1 / 3, 2 / 3, 1e15 + 0.3, 1e15 / 7, 123456.789, 5e-5, 0.0001, 0.00009999999999999999,
    float("nan"), float("inf"), float("-inf"),
]  # fmt: skip
STRINGS = [
    "".join(map(chr, range(0x00, 0x100))),
    "\u0100\u0131\u2028\u2029\ufeff\uffff",
    "😀𐀀\U0010ffff",
    "\ud800 \udfff \udc00\ud800 x",
    "</script> & '",
    "",
]


def reading(text):
    """[text, its data], or [text, null] when it is not read."""
    try:
        return [text, ascii(json.loads(text))]
    except ValueError:
        return [text, None]


if __name__ == "__main__":
    print_rows(
        {
            "readings": [reading(text) for text in TEXTS],
            "floats": [[struct.pack(">d", number).hex(), json.dumps(number)] for number in FLOATS],
            "strings": [[text, json.dumps(text)] for text in STRINGS],
        }
    )
