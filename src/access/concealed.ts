/** Categories of streams of which an officer may see one and not another. */
export const KEPT_FROM_SIGHT = [
  "person",
  "migrant",
  "case",
  "repatriation",
  "referral",
  "outreach",
  "offer",
  "file",
  "identityLink",
] as const;
export type Concealed = (typeof KEPT_FROM_SIGHT)[number];

/** The category, where its streams are kept from the sight of some; null for what is in a public register. */
export function concealed(category: string): Concealed | null {
  return KEPT_FROM_SIGHT.find((each) => each === category) ?? null;
}
