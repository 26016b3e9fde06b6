/** What a request came to concern, and used, beyond being one. */
export interface Usage {
  projectId: string | null;
  agentId: string | null;
  searches: number;
  queries: number;
  unanswered: number;
  promptTokens: number;
  completionTokens: number;
}

/** A principal, which is made for one request alone: what is noted here is the request's. */
export interface Using {
  /** Absent as long as nothing was noted. A field, since a map from principals would cost more than all the counting. */
  usage?: Usage;
}

/** Notes what a request concerns, once it is known to be within the principal's reach. An agent tells more than its project alone. */
export function notePlace(principal: Using, projectId: string | null, agentId: string | null = null): void {
  const usage = usageOf(principal);
  if (agentId === null && usage.agentId !== null && usage.projectId === projectId) return;
  usage.projectId = projectId;
  usage.agentId = agentId;
}

/** Adds to what a request used. */
export function noteUse(principal: Using, used: Partial<Omit<Usage, 'projectId' | 'agentId'>>): void {
  const usage = usageOf(principal);
  for (const [name, count] of Object.entries(used)) usage[name as keyof typeof used] += count;
}

function usageOf(principal: Using): Usage {
  principal.usage ??= {
    projectId: null,
    agentId: null,
    searches: 0,
    queries: 0,
    unanswered: 0,
    promptTokens: 0,
    completionTokens: 0,
  };
  return principal.usage;
}
