import type { GetMeResult } from '@ragkeep/sdk';
import { useSuspenseQuery } from '@tanstack/react-query';
import { ragkeep } from './session.ts';

export const ME = ['me'] as const;

/** Who is logged in, their tenant, plan and usage. Below the login, where it is known. */
export const useMe = (): GetMeResult => useSuspenseQuery({ queryKey: ME, queryFn: () => ragkeep.getMe() }).data;

type Scope = GetMeResult['scopes'][number];

/** Whether the member may do something: for buttons that would only be refused. The server decides all the same. */
export function useMay(): (scope: Scope) => boolean {
  const { scopes } = useMe();
  return (scope) => scopes.includes(scope);
}
