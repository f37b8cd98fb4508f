// Who is signed in, for the pages: what they offer differs by role.
import { useFeatures } from "../widgets/features";

/** Whether an owner reads the page: a contributor sees the numbers alone. */
export function useOwner(): boolean {
  return useFeatures().role === "OWNER";
}
