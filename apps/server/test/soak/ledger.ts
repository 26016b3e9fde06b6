/** What is known of one thing from the answers alone. `unsure`: a request about it was never answered, so it may be either. */
export type State = 'present' | 'gone' | 'unsure';

export type Found = boolean | 'failed';

export interface Entry {
  kind: string;
  /** Looks whether it is there, by the API; `failed`: its job has ended without it and says why. */
  isThere(): Promise<Found>;
  state: State;
}

export interface Ledger {
  /** Acknowledged writes so far, deletions and revocations among them. */
  acknowledged: number;
  entries: Entry[];
  /** A write that made a thing was acknowledged. */
  made(kind: string, isThere: Entry['isThere']): Entry;
  /** A write that ended a thing: `null` when it was not answered. */
  ended(entry: Entry, acknowledged: boolean | null): void;
}

/** Keeps what the server has promised. */
export function createLedger(): Ledger {
  const ledger: Ledger = {
    acknowledged: 0,
    entries: [],
    made(kind, isThere) {
      const entry: Entry = { kind, isThere, state: 'present' };
      ledger.entries.push(entry);
      ledger.acknowledged += 1;
      return entry;
    },
    ended(entry, acknowledged) {
      if (acknowledged === null) entry.state = 'unsure';
      else if (acknowledged) {
        entry.state = 'gone';
        ledger.acknowledged += 1;
      }
    },
  };
  return ledger;
}

export interface Broken {
  kind: string;
  /** It is gone although it was acknowledged, or is back although its end was, or its job could not do it. */
  how: 'lost' | 'revived' | 'failed';
}

/** Compares what was promised with what is there. */
export async function audit(entries: readonly Entry[]): Promise<Broken[]> {
  const broken: Broken[] = [];
  for (const { kind, state, isThere } of entries) {
    if (state === 'unsure') continue;
    const there = await isThere();
    if (there === 'failed') broken.push({ kind, how: 'failed' });
    else if (there !== (state === 'present')) broken.push({ kind, how: there ? 'revived' : 'lost' });
  }
  return broken;
}
