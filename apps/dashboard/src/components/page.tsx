import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';

interface PageProps {
  title: string;
  /** One sentence on what the page is for. */
  about?: ReactNode;
  /** Buttons, at the right of the title. */
  actions?: ReactNode;
  /** The pages that this one is below, outermost first. */
  crumbs?: readonly { label: string; href: string }[];
  children: ReactNode;
}

/** Where the last page was shown: another path means that somebody went from one to the other. */
let shownAt: string | null = null;

/** The frame of every page: its one heading, what can be done, and the document's title. */
export function Page({ title, about, actions, crumbs, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(`${title} · Ragkeep`);
  // A new page begins at its top, for the eye and for who has it read out.
  useEffect(() => {
    const hasMoved = shownAt !== null && shownAt !== location.pathname;
    shownAt = location.pathname;
    if (!hasMoved) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Stack gap="lg">
      {crumbs && (
        <Breadcrumbs component="nav" aria-label="Breadcrumbs" mb={-8}>
          {crumbs.map(({ label, href }) => (
            <Anchor key={href} component={Link} href={href} size="sm">
              {label}
            </Anchor>
          ))}
          <Text size="sm" c="dimmed" span aria-current="page" truncate maw={280}>
            {title}
          </Text>
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Title order={1} size="h2" ref={heading} tabIndex={-1} style={{ outline: 'none', overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {about && (
            <Text component="div" c="dimmed" size="sm" mt={4} maw={720}>
              {about}
            </Text>
          )}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
