// Server-sent events of a GraphQL answer: each result as it comes, until the service says that it is complete.

/** The data of the `next` events of a stream; ends with the stream or its `complete`. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let held = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (held + value).split("\n\n");
      held = events.pop() ?? "";
      for (const event of events) {
        const lines = event.split("\n");
        if (lines.includes("event: complete")) return;
        if (lines.includes("event: next"))
          yield lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      }
    }
  } finally {
    // one that was cut off already refuses
    reader.cancel().catch(() => undefined);
  }
}
