import { ActionIcon, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Span } from '../naming.ts';
import { markSpan } from './mark-span.ts';
import { type Sheet, sheetAt } from './sheets.ts';
import type { DocumentText } from './use-document-text.ts';

const Markdown = lazy(() => import('../../../components/markdown.tsx'));

interface ReaderProps {
  text: DocumentText;
  /** Opened at, and marked. */
  span: Span | null;
}

/** A document page by page. Mount it anew (`key`) for another span. */
export function Reader({ text, span }: ReaderProps) {
  const { sheets, markdown } = text;
  const [index, setIndex] = useState(() => (span ? sheetAt(sheets, span.start) : 0));
  const sheet = sheets[index];
  if (!sheet) return null;
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" component="nav" aria-label="Pages">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Previous page"
          disabled={index === 0}
          onClick={() => setIndex(index - 1)}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
        <Text fw={500} size="sm" aria-live="polite">
          {sheet.label}
          {text.document.pages !== null && (
            <Text span inherit c="dimmed" fw={400}>
              {' '}
              of {text.document.pages.toLocaleString()}
            </Text>
          )}
        </Text>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Next page"
          disabled={index === sheets.length - 1}
          onClick={() => setIndex(index + 1)}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
      </Group>
      <Suspense fallback={<Skeleton height={240} aria-label="Loading" />}>
        <SheetView key={sheet.start} sheet={sheet} markdown={markdown} span={span} />
      </Suspense>
    </Stack>
  );
}

interface SheetViewProps {
  sheet: Sheet;
  markdown: string;
  span: Span | null;
}

function SheetView({ sheet, markdown, span }: SheetViewProps) {
  const paper = useRef<HTMLDivElement>(null);
  const source = markdown.slice(sheet.start, sheet.end);
  const start = (span?.start ?? 0) - sheet.start;
  const end = (span?.end ?? 0) - sheet.start;
  const plugins = useMemo(() => [markSpan({ start, end })], [start, end]);
  useEffect(() => {
    paper.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <Paper withBorder p="md" ref={paper}>
      {source.trim() === '' ? (
        <Text c="dimmed" size="sm">
          There is no text on this page.
        </Text>
      ) : (
        <Markdown rehypePlugins={plugins}>{source}</Markdown>
      )}
    </Paper>
  );
}
