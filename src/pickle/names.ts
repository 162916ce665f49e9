/** What is called otherwise in Python 2, for which protocols up to 2 are written. Python: `_compat_pickle`. */
import { named, nameOf } from "./values.ts";
import type { PyGlobal } from "./values.ts";

const MODULES: Readonly<Record<string, string>> = { __builtin__: "builtins", copy_reg: "copyreg" };
const TEXT_OF_PYTHON_2 = "__builtin__.unicode";
const TEXT = "builtins.str";

/** The name of a class or function of Python 2 in Python 3. */
export function nameInPython3(value: PyGlobal): PyGlobal {
  if (nameOf(value) === TEXT_OF_PYTHON_2) return named("builtins", "str");
  const module = MODULES[value.module.text];
  return module === undefined ? value : named(module, value.name.text);
}

/** The name of a class or function of Python 3 in Python 2. */
export function nameInPython2(value: PyGlobal): PyGlobal {
  if (nameOf(value) === TEXT) return named("__builtin__", "unicode");
  const before = Object.entries(MODULES).find(([, module]) => module === value.module.text);
  return before === undefined ? value : named(before[0], value.name.text);
}
