import { useSyncExternalStore } from 'react';
import { onSessionChange, sessionStatus } from './session.ts';

export const useSessionStatus = () => useSyncExternalStore(onSessionChange, sessionStatus);
