"use strict";
const words = data.words;

/* Every text goes into the page as text, never as markup. */
function node(kind, text, name) {
  const made = document.createElement(kind);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
}

function picture(source, alt) {
  const image = node("img");
  image.src = source;
  image.alt = alt || "";
  image.loading = "lazy";
  image.addEventListener("error", () => { image.hidden = true; });
  return image;
}

function outcome(cell) { return node("span", words.outcomes[cell.getValue()], cell.getValue()); }

function thumbnail(cell) { return cell.getValue().length ? picture(cell.getValue()[0][0]) : ""; }

// On a narrow screen the last columns go into a list below their row: the higher their number, the earlier.
const columns = [
  { field: "id", headerFilter: "input", minWidth: 110, responsive: 0 },
  { field: "outcome", formatter: outcome, width: 105, responsive: 0 },
  { field: "drama", headerFilter: "input", minWidth: 130, responsive: 2 },
  { field: "number", sorter: "number", width: 105, responsive: 3 },
  { field: "platform", headerFilter: "input", width: 110, responsive: 4 },
  { field: "markers", headerFilter: "input", minWidth: 220, widthGrow: 2, responsive: 5 },
  { field: "codes", headerFilter: "input", minWidth: 170, widthGrow: 2, responsive: 1 },
  { field: "decision", headerFilter: "input", minWidth: 120, responsive: 6, visible: data.is_decided },
  { field: "pictures", formatter: thumbnail, headerSort: false, width: 140, responsive: 7 },
];
for (const column of columns) {
  const title = words.columns[column.field];
  Object.assign(column, { title, variableHeight: true, headerFilterParams: { elementAttributes: { "aria-label": title } } });
}

const shown = document.getElementById("shown");
const text_field = document.getElementById("search");
const chosen = document.getElementById("outcome");

// More rows than are inside the page: a page of the table at a time, and what is looked for is looked for in all files.
const is_paged = data.files.length > 0;
const paged = {
  ajaxURL: data.folder, ajaxRequestFunc: (_url, _config, asked) => page_of(asked),
  pagination: true, paginationMode: "remote", filterMode: "remote", sortMode: "remote", paginationSize: 500,
  headerFilterLiveFilterDelay: 400, dataLoaderError: words.absent, dataLoaderLoading: words.loading,
  locale: "page", langs: { page: { pagination: Object.fromEntries(Object.entries(words.pages).flatMap(([name, word]) => [[name, word], [name + "_title", word]])) } },
};
let last_search = {};
async function page_of({ page, size, sort, filter }) {
  const asked = { outcome: chosen.value, text: text_field.value.trim().toLowerCase(), columns: filter, sort: sort[0] };
  const key = JSON.stringify(asked);
  if (last_search.key !== key) {
    const is_current = () => last_search.key === key;
    const tell = (share) => { shown.textContent = words.searching + " " + Math.round(100 * share) + " %"; };
    const is_all = key === JSON.stringify({ outcome: "", text: "", columns: [] });
    last_search = { key, found: is_all ? null : search(asked, is_current, tell) };
  }
  try {
    const found = await last_search.found;
    if (found === undefined) return { data: [], last_page: 1 }; // something else is asked for by now
    const count = found ? found.length : row_count;
    const first = (page - 1) * size;
    const rows = await rows_at(found ? found.slice(first, first + size) : span(first, first + size));
    shown.textContent = count + " / " + row_count;
    return { data: rows, last_page: Math.max(1, Math.ceil(count / size)) };
  } catch (error) {
    last_search = {};
    shown.textContent = error.message + words.colon + words.absent;
    return { data: [], last_page: 1 };
  }
}

const table = new Tabulator("#table", {
  columns, index: "place", height: "70vh", layout: "fitColumns", placeholder: words.nothing,
  responsiveLayout: "collapse", responsiveLayoutCollapseStartOpen: true, printAsHtml: true, printRowRange: "all",
  ...(is_paged ? paged : { data: data.rows }),
});
table.on("tableBuilt", () => { // Tabulator's own roles name no owner of the rows
  document.getElementById("table").removeAttribute("aria-owns");
  document.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
  document.querySelector(".tabulator-table").setAttribute("role", "presentation");
});
for (const drawn of ["renderComplete", "scrollVertical"]) table.on(drawn, () => {
  for (const list of document.querySelectorAll(".tabulator-responsive-collapse")) list.setAttribute("role", "gridcell");
});
table.on("rowClick", (_, row) => open_detail(row.getData()));
if (!is_paged) table.on("dataFiltered", (_, rows) => { shown.textContent = rows.length + " / " + row_count; });

let waiting;
function filter() {
  const text = text_field.value.trim().toLowerCase();
  if (!is_paged) return table.setFilter((row) => fits(row, { outcome: chosen.value, text, columns: [] }));
  clearTimeout(waiting);
  waiting = setTimeout(() => table.setPage(1), 400);
}
text_field.addEventListener("input", filter);
chosen.addEventListener("change", filter);

function finding_node(finding) {
  const article = node("article", undefined, "finding " + finding.severity);
  article.append(node("h3", finding.head), node("p", finding.message));
  if (finding.remedy) article.append(node("p", "→ " + finding.remedy));
  const source = node("p");
  if (/^https?:\/\//.test(finding.url)) {
    const link = node("a", finding.source);
    link.href = finding.url;
    link.rel = "noreferrer";
    source.append(link);
  } else source.textContent = finding.source;
  article.append(source);
  if (data.manuals[finding.code]) {
    const manual = node("details");
    manual.append(node("summary", words.manual), node("pre", data.manuals[finding.code]));
    article.append(manual);
  }
  return article;
}

const detail = document.getElementById("detail");
function open_detail(row) {
  const body = document.getElementById("body");
  body.replaceChildren(node("h3", [row.drama, row.number, row.id].filter(Boolean).join(" · ")), node("p", words.outcomes[row.outcome], row.outcome), node("p", row.video));
  if (row.markers) body.append(node("h3", row.markers));
  if (row.decision) body.append(node("p", words.columns.decision + words.colon + row.decision));
  if (row.told) body.append(node("p", row.told));
  for (const [source, caption] of row.pictures) {
    const figure = node("figure");
    figure.append(picture(source, caption || row.markers));
    if (caption) figure.append(node("figcaption", caption));
    body.append(figure);
  }
  for (const [kind, message] of row.findings) body.append(finding_node({ ...data.kinds[kind], message }));
  detail.showModal();
}

async function open_place(event) {
  const row = await row_with(Number(event.target.dataset.place));
  if (row) open_detail(row);
}
for (const square of document.querySelectorAll(".heat i")) {
  square.addEventListener("click", open_place);
  square.addEventListener("keydown", (event) => { if (event.key === "Enter") open_place(event); });
}
