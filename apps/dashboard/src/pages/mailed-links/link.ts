import { useEffect, useState } from 'react';

const PAGES = ['invite', 'reset', 'confirm-email'] as const;

/** What a mailed link leads to, as `#/invite?token=…`. */
export interface Link {
  page: (typeof PAGES)[number];
  token: string;
}

/** Takes the link out of the address bar at once: neither the history nor a shared screen is to keep its token. */
function takeLink(): Link | null {
  const [, name, query] = /^#\/([a-z-]+)\?(.*)$/.exec(location.hash) ?? [];
  const page = PAGES.find((each) => each === name);
  const token = new URLSearchParams(query).get('token');
  if (!page || !token) return null;
  history.replaceState(null, '', location.pathname);
  return { page, token };
}

const taken = takeLink();

/** The mailed link that the page was opened with, until it is closed. */
export function useMailedLink(): [Link | null, () => void] {
  const [link, setLink] = useState(taken);
  useEffect(() => {
    const look = () => setLink((present) => takeLink() ?? present);
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  return [link, () => setLink(null)];
}
