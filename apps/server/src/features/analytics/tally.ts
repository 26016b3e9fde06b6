import type { Principal } from '../../access/principal.ts';
import { isUuid } from '../../platform/ids.ts';
import { merge } from './histogram.ts';
import { dayOf } from './period.ts';
import { COUNTERS, type CountedRow, type Counter } from './store.ts';

/** The nil UUID, for no project, agent or caller: part of a primary key cannot be null. */
export const NONE = '00000000-0000-0000-0000-000000000000';

/** What tells rows apart. */
export interface Place {
  tenantId: string;
  /** Null: nobody waits for it. */
  caller: Pick<Principal, 'type' | 'id'> | null;
  projectId: string | null;
  agentId: string | null;
  /** Empty for what came by none. */
  route: string;
}

interface Entry extends Place {
  /** Unix milliseconds of the day's beginning. */
  day: number;
  row: CountedRow;
}

/** Of about 1 kB each. */
const MAX_ROWS = 50_000;

type Level<T> = Map<string, T>;

/**
 * Counts that wait to be written. The rows are found by one map within another, since to look up four strings that are there
 * costs a tenth of making one out of them.
 */
export class Tally {
  readonly entries: Entry[] = [];
  /** How often something was not counted for want of room: so much comes about only while the database is away. */
  dropped = 0;
  readonly #days = new Map<number, Level<Level<Level<CountedRow>>>>();

  /** Where to count; undefined when there is no more room. */
  rowOf(day: number, place: Place): CountedRow | undefined {
    const { tenantId, caller, projectId, agentId, route } = place;
    const callers = within(this.#days, day);
    const routes = within(callers, caller?.id ?? tenantId);
    const places = within(routes, route);
    // An agent is of one project.
    const known = places.get(agentId ?? projectId ?? NONE);
    if (known) return known;
    if (this.entries.length >= MAX_ROWS) {
      this.dropped += 1;
      return undefined;
    }
    const row: CountedRow = {
      day: dayOf(day),
      caller_id: caller && isUuid(caller.id) ? caller.id : NONE,
      caller_type: caller?.type ?? '',
      project_id: projectId ?? NONE,
      agent_id: agentId ?? NONE,
      route,
      ...NOTHING,
      latency: [],
    };
    places.set(agentId ?? projectId ?? NONE, row);
    this.entries.push({ day, tenantId, caller, projectId, agentId, route, row });
    return row;
  }

  add({ day, row, ...place }: Entry): void {
    const own = this.rowOf(day, place);
    if (!own) return;
    for (const counter of COUNTERS) own[counter] += row[counter];
    merge(own.latency, row.latency);
  }
}

export const NOTHING = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<Counter, number>;

function within<K, L, T>(map: Map<K, Map<L, T>>, key: K): Map<L, T> {
  const known = map.get(key);
  if (known) return known;
  const made = new Map<L, T>();
  map.set(key, made);
  return made;
}
