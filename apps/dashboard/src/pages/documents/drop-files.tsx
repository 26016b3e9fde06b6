import '@mantine/dropzone/styles.css';
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { IconFileX, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { sizeText } from './sizes.ts';
import { startUpload } from './uploads.ts';
import { useLimits } from './use-limits.ts';

/** Takes dropped and chosen files, and says first what it takes. */
export default function DropFiles({ projectId }: { projectId: string }) {
  const { fileBytes, files: most, pagesLeft } = useLimits();
  const [refused, setRefused] = useState<readonly FileRejection[]>([]);
  const take = (files: readonly File[]) => {
    for (let from = 0; from < files.length; from += most) void startUpload(projectId, files.slice(from, from + most));
  };
  return (
    <Stack gap="sm">
      <Dropzone
        onDrop={(files) => {
          setRefused([]);
          take(files);
        }}
        onReject={setRefused}
        {...(Number.isFinite(fileBytes) ? { maxSize: fileBytes } : {})}
        // Files that are too large are refused by themselves, and the others taken.
        inputProps={{ 'aria-label': 'Files to upload' }}
        // By keyboard the button is reached; its click is the zone's.
        tabIndex={-1}
        activateOnKeyboard={false}
        py="lg"
      >
        <Group justify="center" gap="md" wrap="nowrap" style={{ pointerEvents: 'none' }}>
          <Dropzone.Reject>
            <IconFileX size={36} style={{ flexShrink: 0 }} aria-hidden />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconUpload size={36} stroke={1.5} style={{ flexShrink: 0 }} aria-hidden />
          </Dropzone.Idle>
          <Dropzone.Accept>
            <IconUpload size={36} style={{ flexShrink: 0 }} aria-hidden />
          </Dropzone.Accept>
          <div>
            <Text fw={600}>Drop files here</Text>
            <Text size="sm" c="dimmed">
              PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, CSV, JSON, e-mail, pictures, source
              code, or a ZIP of such. {limitText(fileBytes, pagesLeft)}
            </Text>
            <Button size="compact-md" mt="xs">
              Choose files
            </Button>
          </div>
        </Group>
      </Dropzone>
      {refused.length > 0 && (
        <Alert
          color="red"
          role="alert"
          title="Not taken"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={() => setRefused([])}
        >
          <List size="sm">
            {refused.map(({ file, errors }) => (
              <List.Item key={file.name}>
                {errors.some(({ code }) => code === 'file-too-large')
                  ? `${file.name} has ${sizeText(file.size)}; at most ${sizeText(fileBytes)} are taken`
                  : `${file.name}: ${errors[0]?.message ?? 'it cannot be read'}`}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}

function limitText(fileBytes: number, pagesLeft: number | null): string {
  const ofFile = Number.isFinite(fileBytes) ? `At most ${sizeText(fileBytes)} each.` : '';
  return pagesLeft === null ? ofFile : `${ofFile} ${pagesLeft.toLocaleString()} pages are left this month.`;
}
