/**
 * A longest common subsequence of two lists: pairs of indexes of what both have, in the same order. Takes time and
 * memory with the product of the lengths of what the lists don't share at either end.
 */
export function keptInOrder(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [rows, columns] = [a.length - start - end, b.length - start - end];
  // longest[i][j]: how much of what follows i and j can be kept.
  const longest = Array.from({ length: rows + 1 }, () => Array.from({ length: columns + 1 }, () => 0));
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      longest[i]![j] =
        a[start + i] === b[start + j]
          ? longest[i + 1]![j + 1]! + 1
          : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  const kept: (readonly [number, number])[] = [];
  for (let i = 0; i < start; i++) kept.push([i, i]);
  for (let i = 0, j = 0; i < rows && j < columns;)
    if (a[start + i] === b[start + j]) kept.push([start + i++, start + j++]);
    else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i++;
    else j++;
  for (let i = end; i > 0; i--) kept.push([a.length - i, b.length - i]);
  return kept;
}
