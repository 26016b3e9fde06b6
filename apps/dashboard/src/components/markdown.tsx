import { Title, Typography } from '@mantine/core';
import type { ReactNode } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { headingOrder } from './heading-order.ts';

interface MarkdownProps {
  children: string;
  components?: Components;
  rehypePlugins?: Options['rehypePlugins'];
}

/** A link out, or only its text where it leads anywhere but to the web. */
export function WebLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href || !/^https?:\/\//i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/**
 * Text of documents and answers is foreign: HTML in it stays text, pictures are not fetched, and links lead only to the web. Heavy, so
 * load it lazily.
 */
const SAFE: Components = {
  h2: ({ children }) => (
    <Title order={2} size="h3">
      {children}
    </Title>
  ),
  h3: ({ children }) => (
    <Title order={3} size="h4">
      {children}
    </Title>
  ),
  h4: ({ children }) => (
    <Title order={4} size="h5">
      {children}
    </Title>
  ),
  img: ({ alt }) => (alt ? <em>[{alt}]</em> : null),
  a: ({ href, children }) => <WebLink href={href}>{children}</WebLink>,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section style={{ overflowX: 'auto' }} tabIndex={0} aria-label="Table">
      <table>{children}</table>
    </section>
  ),
};

const REMARK_PLUGINS = [remarkGfm];

export default function Markdown({ children, components, rehypePlugins }: MarkdownProps) {
  return (
    <Typography style={{ overflowWrap: 'anywhere' }}>
      <ReactMarkdown
        remarkPlugins={REMARK_PLUGINS}
        rehypePlugins={[headingOrder, ...(rehypePlugins ?? [])]}
        components={components ? { ...SAFE, ...components } : SAFE}
      >
        {children}
      </ReactMarkdown>
    </Typography>
  );
}
