// What a widget shows instead of numbers: on its way, nothing to show, or not answered.
import type { AnswerError } from "../api/question";

export function Skeleton({ lines = 5 }: { lines?: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => <span key={index} />)}
    </div>
  );
}

export function Empty({ reason }: { reason: string }) {
  return <p className="empty" role="status">{reason}</p>;
}

/** Code, message and request id as the API told them. */
export function Failed({ error, onRetry }: { error: AnswerError; onRetry(): void }) {
  return (
    <div className="failed" role="alert">
      <p><strong>{error.code}</strong> {error.message}</p>
      {error.requestId && <p className="faint">Request {error.requestId}</p>}
      <button type="button" onClick={onRetry}>Try again</button>
    </div>
  );
}

/** For a number that is not told, because too few are behind it or the month is not over. */
export function NotEnough({ reason }: { reason: string }) {
  return <p className="not-enough">{reason}</p>;
}
