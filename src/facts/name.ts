/**
 * Whether a text can be a name: it has a letter, and nothing that can't be seen. A name with an invisible mark in it
 * looks like another, and is not found by it.
 */
export const isName = (text: string): boolean => /\p{L}/u.test(text) && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(text);
