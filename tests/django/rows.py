"""Golden files as JSON that people can compare: a fact a line."""

import json


def print_rows(facts):
    """Prints an object of lists, or of objects of lists, an item a line."""
    print(rows(facts, 2))


def rows(value, depth):
    if depth and isinstance(value, dict):
        return "{\n%s\n}" % ",\n".join("%s: %s" % (json.dumps(key), rows(item, depth - 1)) for key, item in value.items())
    if isinstance(value, list):
        return "[\n%s\n]" % ",\n".join(compact(item) for item in value)
    return compact(value)


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def answer(call):
    """{"value": …} or {"error": the exception's name}."""
    try:
        return {"value": call()}
    except Exception as error:
        kind = type(error)
        return {"error": kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"}
