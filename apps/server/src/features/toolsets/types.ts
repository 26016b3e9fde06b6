import type { ResultOf, routes } from '@ragkeep/contract';

export type Toolset = ResultOf<typeof routes.getToolset>;
export type Operation = Toolset['operations'][number];
export type Parameter = Operation['parameters'][number];
export type Schema = Parameter['schema'];
