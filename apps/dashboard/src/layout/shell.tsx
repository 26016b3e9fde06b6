import './shell-styles.ts';
import { Burger, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { ROUTES } from '../routes.tsx';
import { useMe } from '../session/use-me.ts';
import { AccountMenu, ColorSchemeSwitch } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { NotFound } from './not-found.tsx';
import styles from './shell.module.css';
import { SideNavigation } from './side-navigation.tsx';
import { ToastsOnDemand } from './toasts-on-demand.tsx';
import { Waiting } from './waiting.tsx';

/** Only phones need it. */
const PhoneMenu = lazy(() => import('./phone-menu.tsx'));

/** The frame around all pages behind the login. */
export default function Shell() {
  const { tenant } = useMe();
  const [path] = useLocation();
  const [isMenuOpen, menu] = useDisclosure();
  const [wasMenuOpened, setMenuOpened] = useState(false);
  return (
    <>
      <ToastsOnDemand />
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      {/* No banner, since dialogs bring one each. */}
      <section className={styles.header} aria-label="Top">
        <Burger
          className={styles.burger ?? ''}
          size="sm"
          opened={isMenuOpen}
          onClick={() => {
            setMenuOpened(true);
            menu.toggle();
          }}
          aria-label="Menu"
          aria-expanded={isMenuOpen}
        />
        <Link href="/" className={styles.home} aria-label="Ragkeep, home">
          <Brand />
        </Link>
        <Text className={styles.tenant ?? ''} size="sm" c="dimmed" truncate>
          {tenant.name}
        </Text>
        <div className={styles.spacer} />
        <AccountMenu />
      </section>
      {wasMenuOpened && (
        <Suspense>
          <PhoneMenu isOpen={isMenuOpen} onClose={menu.close} />
        </Suspense>
      )}
      <div className={styles.columns}>
        <nav className={styles.side} aria-label="Main">
          <SideNavigation />
          <ColorSchemeSwitch />
        </nav>
        <main id="content" className={styles.main} tabIndex={-1}>
          <ErrorBoundary path={path}>
            <Suspense fallback={<Waiting height={240} />}>
              <Switch>
                {ROUTES.map(({ path: pattern, page }) => (
                  <Route key={pattern} path={pattern} component={page} />
                ))}
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
    </>
  );
}
