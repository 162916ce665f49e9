/** How alike two texts are, by the characters that they share. Python: `difflib.SequenceMatcher(a=…, b=…).quick_ratio()`. */
export function quickRatio(a: string, b: string): number {
  const left = new Map<string, number>();
  let total = 0;
  for (const character of b) {
    left.set(character, (left.get(character) ?? 0) + 1);
    total++;
  }
  let shared = 0;
  for (const character of a) {
    const count = left.get(character) ?? 0;
    if (count > 0) shared++;
    left.set(character, count - 1);
    total++;
  }
  return total === 0 ? 1 : (2 * shared) / total;
}
