// Reads an answer while it arrives, and stops where it becomes more than a page can show.

const MOST_ROWS = 10_000;
const MOST_LETTERS = 20_000_000;
const MOST_OF_A_GRAPH = 500_000;

/**
 * Reads SPARQL results in JSON row by row.
 * @param {AsyncIterable<string>} texts the parts of the answer
 * @returns {Promise<{variables: string[], rows: object[], isWhole: boolean, truth?: boolean}>}
 */
export async function readRows(texts) {
  const reader = new RowReader();
  let letters = 0;
  for await (const text of texts) {
    letters += text.length;
    reader.take(text);
    if (reader.rows.length >= MOST_ROWS || letters > MOST_LETTERS) {
      const rows = reader.rows.slice(0, MOST_ROWS);
      return { variables: reader.variables, rows, isWhole: reader.isDone && rows.length === reader.rows.length };
    }
  }
  return reader.end();
}

/** Reads a graph as text, its beginning if it is long. */
export async function readText(texts) {
  let read = "";
  for await (const text of texts) {
    read += text;
    if (read.length > MOST_OF_A_GRAPH) return { text: read.slice(0, read.lastIndexOf("\n", MOST_OF_A_GRAPH)), isWhole: false };
  }
  return { text: read, isWhole: true };
}

/** The parts of a response as texts. */
export async function* partsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever reads no further lets the server stop, too.
    await reader.cancel().catch(() => {});
  }
}

// Finds the ends of rows without parsing what is not there yet: rows are the objects of one array.
class RowReader {
  constructor() {
    this.variables = [];
    this.rows = [];
    this.isDone = false;
    this.inRows = false;
    this.buffer = "";
    this.at = 0;
    this.depth = 0;
    this.begin = 0;
    this.inText = false;
  }

  take(text) {
    this.buffer += text;
    if (!this.inRows) this.enterRows();
    if (this.inRows && !this.isDone) this.scan();
  }

  enterRows() {
    const found = /"bindings"\s*:\s*\[/.exec(this.buffer);
    if (!found) return;
    const names = /"vars"\s*:\s*(\[[^\]]*\])/.exec(this.buffer.slice(0, found.index));
    this.variables = names ? JSON.parse(names[1]) : [];
    this.buffer = this.buffer.slice(found.index + found[0].length);
    this.inRows = true;
  }

  scan() {
    const { buffer } = this;
    let at = this.at;
    for (; at < buffer.length; at += 1) {
      const sign = buffer[at];
      if (this.inText) {
        if (sign === "\\") at += 1;
        else if (sign === '"') this.inText = false;
      } else if (sign === '"') this.inText = true;
      else if (sign === "{") {
        if (this.depth === 0) this.begin = at;
        this.depth += 1;
      } else if (sign === "}") {
        this.depth -= 1;
        if (this.depth === 0) this.rows.push(JSON.parse(buffer.slice(this.begin, at + 1)));
      } else if (sign === "]" && this.depth === 0) {
        this.isDone = true;
        break;
      }
    }
    // What was read need not be kept; a sign after a backslash may still be missing.
    const kept = this.depth ? this.begin : Math.min(at, buffer.length);
    this.buffer = buffer.slice(kept);
    this.at = at - kept;
    this.begin = 0;
  }

  end() {
    if (!this.inRows) {
      const { boolean } = JSON.parse(this.buffer);
      return { variables: [], rows: [], isWhole: true, truth: boolean };
    }
    if (!this.isDone) throw new Error("The answer ended before its last row.");
    return { variables: this.variables, rows: this.rows, isWhole: true };
  }
}
