/** The ids of the projects or agents a principal may touch. Null: all of its tenant's, those to come included. */
export type Reach = readonly string[] | null;

/** Whether `child` reaches nothing beyond `parent`. An empty list reaches nothing, so it narrows everything. */
export function narrows(parent: Reach, child: Reach): boolean {
  if (parent === null) return true;
  return child?.every((id) => parent.includes(id)) ?? false;
}
