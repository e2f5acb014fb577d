"use strict";
// A key clicks the element with that key as its data-key, so that all can be done with a mouse too.
(() => {
  const find = (wanted) => document.querySelector(wanted);
  const zooms = ["", "z2", "z4"];
  let playFrom, keysOn = sessionStorage.getItem("keys") !== "off";

  function zoom() {
    const look = find(".look"), screen = find("#screen");
    const now = look.classList.contains("z4") ? 0 : look.classList.contains("z2") ? 2 : 1;
    for (const part of [look, screen]) {
      part.classList.remove("z2", "z4");
      if (zooms[now]) part.classList.add(zooms[now]);
    }
    find("#zoom-now").textContent = ["1×", "2×", "4×"][now];
    if (now) centre(screen);
  }

  function centre(screen) {
    const box = find("#boxes polygon");
    if (!box) return;
    const place = box.getBoundingClientRect(), frame = screen.getBoundingClientRect();
    screen.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
    screen.scrollTop += place.top + place.height / 2 - frame.top - frame.height / 2;
  }

  function toggle(button, part, name, isInverse) {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    part.classList.toggle(name, isOn !== Boolean(isInverse));
  }

  function step(by) {
    const frames = [".film", ".kept"].flatMap((row) => [...document.querySelectorAll(`${row} [data-frame]`)]);
    if (!frames.length) return;
    const now = frames.findIndex((one) => one.getAttribute("aria-current") === "true");
    show(frames[Math.min(frames.length - 1, Math.max(0, now < 0 ? 0 : now + by))]);
  }

  function show(button) {
    for (const one of document.querySelectorAll("[data-frame]")) one.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    const row = button.closest(".film, .kept"); // only the row scrolls, not the page, as scrollIntoView would do
    if (row) row.scrollLeft = button.offsetLeft - row.offsetLeft - (row.clientWidth - button.clientWidth) / 2;
    const picture = find("#picture"), video = find("#video");
    if (picture) { picture.dataset.raw = button.dataset.frame; paint(); }
    if (video) video.currentTime = button.dataset.at;
  }

  // The service renders the enhanced pictures; until they are loaded, the previous ones are shown.
  function paint() {
    const look = find(".look").classList.contains("enhanced") ? "?look=enhanced" : "";
    for (const one of document.querySelectorAll("[data-raw]")) {
      const wanted = one.dataset.wanted = one.dataset.raw + look, coming = new Image();
      coming.onload = () => { if (one.dataset.wanted === wanted) one.setAttribute(one.matches("image") ? "href" : "src", wanted); };
      coming.src = wanted;
    }
  }

  // The first time, the service must render the opening; then it starts, at the requested time if there is one.
  function play(at) {
    const player = find("#player"), video = find("#video");
    if (!player) return;
    if (video) {
      if (at !== undefined) video.currentTime = at;
      if (video.paused || at !== undefined) video.play().catch(() => {}); else video.pause();
      return;
    }
    playFrom = at;
    if (player.getAttribute("aria-busy") === "true") return;
    player.setAttribute("aria-busy", "true");
    player.textContent = player.dataset.wait;
    htmx.ajax("GET", player.dataset.from, { target: "#player", swap: "innerHTML" });
  }

  function mark(video) {
    const place = 1000 * video.currentTime / find("#player").dataset.window;
    for (const one of document.querySelectorAll(".strip .now")) one.setAttribute("x", String(place));
  }

  // Reason, note and marks stay in this tab until the reviewer signs out: an expired lease or session loses nothing.
  const draftKey = () => { const form = find("#decision"); return form && `draft:${form.dataset.draft}`; };
  const draftFields = () => [...find("#decision").elements].filter((one) => one.name === "note" || one.type === "radio");

  function keepDraft(event) {
    if (!draftKey() || event.target.form !== find("#decision")) return;
    const told = draftFields().filter((one) => one.type === "radio" ? one.checked : one.value);
    sessionStorage.setItem(draftKey(), JSON.stringify(told.map((one) => [one.name, one.value])));
  }

  function restoreDraft() {
    const kept = draftKey() && sessionStorage.getItem(draftKey());
    for (const [name, value] of JSON.parse(kept || "[]"))
      for (const one of draftFields()) {
        if (one.name !== name) continue;
        if (one.type === "radio") one.checked ||= one.value === value; else one.value = value;
      }
  }

  document.addEventListener("input", keepDraft);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#sign-out")) return;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:")) sessionStorage.removeItem(key);
  });

  // Files are sent one after another. The service answers with the line that stands for the scan from then on.
  let uploading = Promise.resolve(), lines;

  // The lines stay while other pages of the desk are shown, so that none ends unseen.
  function restoreUploads() {
    const list = find("#uploads");
    if (!list || !lines || lines === list) return;
    list.replaceWith(lines);
    find("#upload").open = true;
    htmx.process(lines);
  }

  function upload(form) {
    for (const file of form.elements.video.files) {
      const line = find("#upload-line").content.firstElementChild.cloneNode(true), fields = new FormData(form);
      line.firstElementChild.textContent = file.name;
      line.querySelector("progress").setAttribute("aria-label", file.name);
      lines = find("#uploads");
      lines.append(line);
      fields.set("video", file);
      uploading = uploading.then(() => send(form, fields, file, line));
    }
    form.elements.video.value = "";
  }

  const send = (form, fields, file, line) => new Promise((done) => {
    const { mb, tooLarge, sending, broken } = form.dataset, request = new XMLHttpRequest();
    const fail = (text) => {
      line.replaceChildren(`${file.name} `, Object.assign(document.createElement("strong"), { className: "fail", textContent: text }));
      done();
    };
    if (file.size > mb * 2 ** 20) { fail(tooLarge); return; }
    request.upload.onprogress = (event) => {
      line.querySelector("progress").value = event.loaded / event.total;
      line.querySelector("small").textContent = sending.replace("{}", Math.floor(100 * event.loaded / event.total));
    };
    request.onloadend = () => {
      const answer = new DOMParser().parseFromString(request.responseText, "text/html"), said = answer.querySelector("[role=alert]");
      if (request.status !== 202) { fail(said ? said.textContent : broken); return; }
      const scan = answer.querySelector("li");
      line.replaceWith(scan);
      if (scan.isConnected) htmx.process(scan);
      done();
    };
    request.open("POST", form.getAttribute("action"));
    request.send(fields);
  });

  const isDrop = (event) => find("#upload") && event.dataTransfer && event.dataTransfer.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!isDrop(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  for (const ended of ["drop", "dragend", "dragleave"]) document.addEventListener(ended, (event) => {
    if (ended !== "dragleave" || !event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    if (!isDrop(event)) return;
    event.preventDefault();
    const form = find("#upload form");
    find("#upload").open = true;
    form.elements.video.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#upload form")) return;
    event.preventDefault();
    upload(event.target);
  });

  const acts = {
    zoom,
    earlier: () => step(-1),
    later: () => step(1),
    play: () => play(),
    enhance: (button) => { toggle(button, find(".look"), "enhanced"); paint(); },
    boxes: (button) => toggle(button, find("#boxes"), "off", true),
    reasons: (button) => button.setAttribute("aria-expanded", String(find("#decide").classList.toggle("open"))),
    loupe: (button) => { toggle(button, find("#screen"), "with-loupe"); find("#loupe").hidden = true; },
  };

  document.addEventListener("click", (event) => {
    const strip = event.target.closest(".strip");
    if (strip) {
      const place = strip.getBoundingClientRect();
      play(find("#player").dataset.window * (event.clientX - place.left) / place.width);
    }
    const button = event.target.closest("[data-act], [data-frame], [data-play], [data-open], [data-close]");
    if (!button) return;
    if (button.dataset.play) play(Number(button.dataset.play));
    if (button.dataset.act) acts[button.dataset.act](button);
    if (button.dataset.frame) show(button);
    if (button.dataset.open) find("#" + button.dataset.open).showModal();
    if (button.dataset.close) find("#" + button.dataset.close).close();
  });

  document.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    keysOn = event.target.checked;
    sessionStorage.setItem("keys", keysOn ? "on" : "off");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("input, select")) { event.target.blur(); return; }
    if (!keysOn || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
    if (find("dialog[open]")) return;
    if (event.key.startsWith("Arrow") && event.target.matches("input[type=radio], #screen, pre, video")) return;
    const pressed = find(`[data-key="${CSS.escape(event.key)}"]`);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
    if (event.key === "e") { const field = find("#edit[open] input[name=number]"); if (field) { field.focus(); field.select(); } }
  });

  document.addEventListener("mousemove", (event) => {
    const screen = event.target.closest && event.target.closest("#screen.with-loupe"), glass = find("#loupe");
    if (!glass) return;
    glass.hidden = !screen;
    if (!screen) return;
    const picture = find("#picture"), place = picture.getBoundingClientRect(), frame = screen.getBoundingClientRect();
    const x = event.clientX - place.left, y = event.clientY - place.top, half = 95, times = 3;
    glass.style.left = `${event.clientX - frame.left + screen.scrollLeft - half}px`;
    glass.style.top = `${event.clientY - frame.top + screen.scrollTop - half}px`;
    glass.style.backgroundImage = `url("${picture.getAttribute("href")}")`;
    glass.style.backgroundSize = `${place.width * times}px ${place.height * times}px`;
    glass.style.backgroundPosition = `${half - x * times}px ${half - y * times}px`;
  });

  for (const happened of ["timeupdate", "seeked"]) document.addEventListener(happened, (event) => { if (event.target.id === "video") mark(event.target); }, true);
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.target.id === "player") event.detail.target.removeAttribute("aria-busy"); });

  const ready = () => {
    const video = find("#video:not([data-started])");
    if (video) { video.dataset.started = ""; play(playFrom); }
    const box = find("#keys-on"), picture = find("#picture"), frame = find("[data-frame]");
    if (box) box.checked = keysOn;
    if (frame && picture && !picture.hasAttribute("href")) show(frame);
    restoreDraft();
    restoreUploads();
  };
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:load", ready);
})();
