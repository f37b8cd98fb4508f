// The frame of every widget: its title, what it means, its menu, and how it looks while there is no answer.
import { useId, useRef, useState } from "react";
import type { JSX, ReactNode } from "react";
import type { Answer, Question } from "../api/question";
import { Info } from "./Info";
import { Empty, Failed, Skeleton } from "./states";
import { WidgetMenu } from "./WidgetMenu";
import type { Download } from "./download";
import type { Shown } from "./shown";

export interface WidgetProps<D, Q, V> {
  /** As in the name of its document. */
  name: string;
  title: string;
  /** The definition of what it shows. */
  info: ReactNode;
  answer: Answer<D>;
  /** For GraphiQL. */
  document: Question<Q, V>;
  variables: V;
  /** What to ask for as files; without it there is none. */
  download?: Download | readonly Download[];
  /** What is saved as it is shown, where the service makes no file of it. */
  shown?(data: D): Shown;
  /** Right of the title. */
  tools?: ReactNode;
  /** Why there is nothing to show and what to do about it, or null. */
  empty?(data: D): string | null;
  wide?: boolean;
  children(data: D): JSX.Element;
}

export function Widget<D, Q = D, V = object>(props: WidgetProps<D, Q, V>) {
  const { name, title, answer, tools, wide, shown } = props;
  const { data } = answer;
  const heading = useId();
  const section = useRef<HTMLElement>(null);
  const [explained, explain] = useState(false);
  return (
    <section ref={section} className={wide ? "widget wide" : "widget"} data-widget={name} aria-labelledby={heading}
      aria-busy={answer.loading}>
      <header>
        <h2 id={heading}>{title}</h2>
        <Info title={title} open={explained} onToggle={explain} />
        <div className="tools">{tools}</div>
        <WidgetMenu name={name} title={title} section={section} document={props.document} variables={props.variables}
          downloads={[props.download ?? []].flat()} shown={data === undefined || !shown ? undefined : () => shown(data)} />
      </header>
      {explained && <div className="explanation" role="note">{props.info}</div>}
      <Body {...props} />
    </section>
  );
}

function Body<D, Q, V>({ answer, empty, children }: WidgetProps<D, Q, V>) {
  if (answer.error) return <Failed error={answer.error} onRetry={answer.retry} />;
  if (answer.data === undefined) return <Skeleton />;
  const reason = empty?.(answer.data) ?? null;
  if (reason !== null) return <Empty reason={reason} />;
  return <div className={answer.loading ? "body stale" : "body"}>{children(answer.data)}</div>;
}
