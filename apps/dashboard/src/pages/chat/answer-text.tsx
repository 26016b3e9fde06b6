import { Button } from '@mantine/core';
import type { Citation } from '@ragkeep/sdk';
import { useMemo } from 'react';
import type { Components } from 'react-markdown';
import Markdown, { WebLink } from '../../components/markdown.tsx';
import { citationOf, citeChips } from './cite-chips.ts';

interface AnswerTextProps {
  text: string;
  citations: readonly Citation[];
  onOpen: (citation: Citation) => void;
}

/** An answer’s Markdown, its numbers as buttons that open what they cite. */
export default function AnswerText({ text, citations, onOpen }: AnswerTextProps) {
  const plugins = useMemo(() => [citeChips(new Set(citations.map(({ n }) => n)))], [citations]);
  const components = useMemo(
    (): Components => ({
      a: ({ href, children }) => {
        const citation = citations.find(({ n }) => n === citationOf(href));
        if (!citation) return <WebLink href={href}>{children}</WebLink>;
        return (
          <Button
            size="compact-xs"
            variant="light"
            px={6}
            mx={2}
            onClick={() => onOpen(citation)}
            aria-label={`Source ${citation.n}`}
          >
            {citation.n}
          </Button>
        );
      },
    }),
    [citations, onOpen],
  );
  return (
    <Markdown rehypePlugins={plugins} components={components}>
      {text}
    </Markdown>
  );
}
