// Answers the queries that come as JSON on standard input: for each its text and its sources.
// Writes for each what Comunica gives: columns and rows, null where a variable has no value.
import { text } from "node:stream/consumers";
import { QueryEngine } from "@comunica/query-sparql";

const engine = new QueryEngine();

async function answered({ query, sources }) {
  const answer = await engine.query(query, { sources });
  const { variables } = await answer.metadata();
  const columns = variables.map(({ value }) => value);
  const rows = [];
  for await (const bindings of await answer.execute()) {
    rows.push(columns.map((name) => bindings.get(name)?.value ?? null));
  }
  return { columns, rows };
}

const answers = {};
for (const [name, asked] of Object.entries(JSON.parse(await text(process.stdin)))) {
  answers[name] = await answered(asked);
}
process.stdout.write(JSON.stringify(answers));
