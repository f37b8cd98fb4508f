// Where notices are shown.
import { useSyncExternalStore } from "react";
import { Link } from "../address";
import { currentNotices, dismiss, listen } from "./notices";

export function NoticeList() {
  const notices = useSyncExternalStore(listen, currentNotices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map(({ id, text, link }) => (
        <p key={id} className="notice">
          {text} {link && <Link href={link.href}>{link.text}</Link>}
          <button type="button" className="icon" aria-label="Dismiss" onClick={() => dismiss(id)}>×</button>
        </p>
      ))}
    </div>
  );
}
