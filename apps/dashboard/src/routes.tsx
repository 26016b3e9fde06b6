import type { ComponentType } from 'react';
import { type LazyExoticComponent, lazy } from 'react';

/** A page: where it is, and what loads it. Its script is fetched when somebody goes there. */
export interface PageRoute {
  /** In wouter's form, as `/projects/:project/documents`. */
  path: string;
  page: LazyExoticComponent<ComponentType>;
}

/** All pages behind the login. A page reads its parameters with wouter's `useParams`. */
export const ROUTES: readonly PageRoute[] = [{ path: '/', page: lazy(() => import('./pages/home/home-page.tsx')) }];
