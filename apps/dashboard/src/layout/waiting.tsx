import { Center, Loader } from '@mantine/core';

/** Stands there while what is to be shown comes: most of the window, unless a height is given. */
export function Waiting({ height = '60vh' }: { height?: number | string }) {
  return (
    <Center mih={height}>
      <Loader aria-label="Loading" />
    </Center>
  );
}
