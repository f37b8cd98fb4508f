// The downloads page: the files that were asked for.
export function DownloadsPage() {
  return <div className="widgets" />;
}
