import { Anchor, Stack } from '@mantine/core';
import type { Document } from '@ragkeep/sdk';
import { Copyable } from '../../components/copyable.tsx';
import { Facts } from '../../components/facts.tsx';
import { When } from '../../components/when.tsx';

export function DocumentDetails({ document }: { document: Document }) {
  const { url, filename, external_id, format, language, pages, chunks, characters, metadata } = document;
  return (
    <Stack maw={640}>
      <Facts
        facts={[
          ['Format', format.toUpperCase()],
          ['Language', language && (new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language)],
          ['Pages', pages?.toLocaleString()],
          ['Passages', chunks.toLocaleString()],
          ['Characters', characters.toLocaleString()],
          ['File', filename],
          ['URL', url && <WebLink href={url} />],
          ['Your own id', external_id],
          ...Object.entries(metadata).map(([name, value]) => [name, JSON.stringify(value)] as const),
          ['Added', <When key="added" at={document.created_at} />],
          ['Present version', <When key="updated" at={document.updated_at} />],
        ]}
      />
      <Copyable value={document.id} what="document’s id" />
    </Stack>
  );
}

function WebLink({ href }: { href: string }) {
  if (!/^https?:\/\//i.test(href)) return href;
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer">
      {href}
    </Anchor>
  );
}
