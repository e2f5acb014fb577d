"use strict";
/* The rows: the first are inside the page, the others in scripts beside it, which are loaded when they are needed. */
const data = JSON.parse(document.getElementById("data").textContent);
const HELD_FILES = 8; // the others are let go, so that memory stays flat
const FIELDS = ["id", "video", "drama", "platform", "markers", "codes", "told", "decision"];
const came = new Map();
const held = new Map([[0, Promise.resolve(data.rows)]]);
const groups = [{ rows: data.rows.length }, ...data.files];
const row_count = groups.reduce((sum, group) => sum + group.rows, 0);

/* Called by the scripts beside the page. */
function audit_rows(number, rows) { came.set(number, rows); }

/* The rows of a group, by its number. Rejects with the file's name where it is not there. */
function rows_of(number) {
  if (held.has(number)) return held.get(number);
  for (const old of [...held.keys()].slice(1, -HELD_FILES)) held.delete(old);
  const file = data.folder + "/" + groups[number].file;
  const loading = new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = file;
    script.onload = () => {
      script.remove();
      came.has(number) ? done(came.get(number)) : failed(new Error(file));
      came.delete(number);
    };
    script.onerror = () => { script.remove(); failed(new Error(file)); };
    document.head.append(script);
  });
  held.set(number, loading);
  loading.catch(() => held.delete(number));
  return loading;
}

/* Whether a row has the outcome, the text in one of its fields, and what is asked of single columns. */
function fits(row, asked) {
  const has = (name, text) => String(row[name] ?? "").toLowerCase().includes(text);
  return (!asked.outcome || row.outcome === asked.outcome)
    && (!asked.text || FIELDS.some((name) => has(name, asked.text)))
    && asked.columns.every(({ field, value }) => has(field, String(value).toLowerCase()));
}

/* Of what fits, in order: the number of its group and its place there. Calls tell(share); undefined once it is no longer current. */
async function search(asked, is_current, tell) {
  const found = [], keys = [];
  for (const [number, group] of groups.entries()) {
    if (asked.outcome && group.outcomes && !group.outcomes[asked.outcome]) continue;
    const rows = await rows_of(number);
    if (!is_current()) return undefined;
    rows.forEach((row, at) => {
      if (!fits(row, asked)) return;
      if (asked.sort) keys.push(row[asked.sort.field] ?? "");
      found.push([number, at]);
    });
    tell((number + 1) / groups.length);
  }
  return asked.sort ? sorted(found, keys, asked.sort) : found;
}

function sorted(found, keys, sort) {
  const texts = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const order = (a, b) => (typeof a === "number" && typeof b === "number") ? a - b : texts.compare(a, b);
  const way = sort.dir === "desc" ? -1 : 1;
  return found.map((_, at) => at).sort((a, b) => way * order(keys[a], keys[b]) || a - b).map((at) => found[at]);
}

/* Where the rows from one to before another are, when all rows are asked for: nothing has to be read for that. */
function span(from, to) {
  const places = [];
  let first = 0;
  for (const [number, group] of groups.entries()) {
    for (let at = Math.max(0, from - first); at < Math.min(group.rows, to - first); at++) places.push([number, at]);
    first += group.rows;
  }
  return places;
}

async function rows_at(places) {
  const rows = [];
  for (const [number, at] of places) rows.push((await rows_of(number))[at]);
  return rows;
}

/* The row with this place in the catalogue, undefined if the table has none. */
async function row_with(place) {
  const number = data.files.findIndex((file) => file.first <= place && place <= file.last) + 1;
  return (await rows_of(number)).find((row) => row.place === place);
}
