import type { Conversation } from '@ragkeep/sdk';

export const titleOf = ({ title }: Pick<Conversation, 'title'>): string => title ?? 'Untitled conversation';
