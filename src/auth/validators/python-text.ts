/** Text as Python sees it, where JavaScript differs. */

/** Python: `len(text)`, in code points. */
export function length(text: string): number {
  return Array.from(text).length;
}

/** Python: `text.isspace()` of each. */
const SPACES =
  "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" +
  "\u2028\u2029\u202f\u205f\u3000";

/** Python: `text.strip()`. JavaScript's `trim()` takes off a byte order mark, and leaves some control characters. */
export function strip(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && SPACES.includes(text.charAt(start))) start++;
  while (end > start && SPACES.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Python: `re.split(r"\W+", text)`. */
export function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}_]+/u);
}

/**
 * Digits that are no decimal numbers: superscripts, numbers in circles, in parentheses, with a full stop.
 * Unicode: Numeric_Type=Digit.
 */
const OTHER_DIGITS =
  "\\xb2\\xb3\\xb9\\u1369-\\u1371\\u19da\\u2070\\u2074-\\u2079\\u2080-\\u2089\\u2460-\\u2468\\u2474-\\u247c\\u2488-\\u2490" +
  "\\u24ea\\u24f5-\\u24fd\\u24ff\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792" +
  "\\u{10a40}-\\u{10a43}\\u{10e60}-\\u{10e68}\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}";
const DIGITS = new RegExp(`^[\\p{Nd}${OTHER_DIGITS}]+$`, "u");

/** Python: `text.isdigit()`. */
export function isDigits(text: string): boolean {
  return DIGITS.test(text);
}
