/** The page around this one. */
export interface Frame {
  /** Null where no page of a known origin is around. */
  close: (() => void) | null;
  /** Has the page keep a text, for browsers in which a frame of another site can keep nothing. */
  keep(text: string): void;
  /** Says that the widget is there. Then it is told what was kept, and each time it is opened. */
  start(listeners: { onOpen(): void; onKept(text: string): void }): void;
}

/** @param page the origin of the page, to which alone is spoken and listened */
export function createFrame(page: string | null): Frame {
  if (page === null || parent === window) return { close: null, keep() {}, start() {} };
  const say = (what: string, text?: string) => parent.postMessage({ ragkeep: what, text }, page);
  return {
    close: () => say('close'),
    keep: (text) => say('keep', text),
    start({ onOpen, onKept }) {
      addEventListener('message', ({ source, origin, data }) => {
        if (source !== parent || origin !== page) return;
        if (data?.ragkeep === 'open') onOpen();
        if (data?.ragkeep === 'kept' && typeof data.text === 'string') onKept(data.text);
      });
      say('ready');
    },
  };
}
