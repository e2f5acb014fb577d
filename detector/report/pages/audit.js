"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
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
  { field: "decision", headerFilter: "input", minWidth: 120, responsive: 6, visible: data.rows.some((row) => row.decision) },
  { field: "pictures", formatter: thumbnail, headerSort: false, width: 140, responsive: 7 },
];
for (const column of columns) {
  const title = words.columns[column.field];
  Object.assign(column, { title, variableHeight: true, headerFilterParams: { elementAttributes: { "aria-label": title } } });
}

const table = new Tabulator("#table", {
  data: data.rows, columns, index: "place", height: "70vh", layout: "fitColumns", placeholder: words.nothing,
  responsiveLayout: "collapse", responsiveLayoutCollapseStartOpen: true, printAsHtml: true, printRowRange: "all",
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
table.on("dataFiltered", (_, rows) => { document.getElementById("shown").textContent = rows.length + " / " + data.rows.length; });

const search = document.getElementById("search");
const chosen = document.getElementById("outcome");
function filter() {
  const text = search.value.trim().toLowerCase();
  table.setFilter((row) => (!chosen.value || row.outcome === chosen.value)
    && (!text || ["id", "video", "drama", "platform", "markers", "codes", "told", "decision"].some((name) => String(row[name] ?? "").toLowerCase().includes(text))));
}
search.addEventListener("input", filter);
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
  for (const finding of row.findings) body.append(finding_node(finding));
  detail.showModal();
}

const by_place = new Map(data.rows.map((row) => [row.place, row]));
function open_place(event) {
  const row = by_place.get(Number(event.target.dataset.place));
  if (row) open_detail(row);
}
for (const square of document.querySelectorAll(".heat i")) {
  square.addEventListener("click", open_place);
  square.addEventListener("keydown", (event) => { if (event.key === "Enter") open_place(event); });
}
