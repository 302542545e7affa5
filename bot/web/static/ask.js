// Ask without leaving the page: the answer comes as a stream of events, each with the HTML that is shown.
"use strict";

const form = document.getElementById("ask");
const stage = document.getElementById("stage");
const answer = document.getElementById("answer");
let stream = null;

// Without a script the page itself waited for the answer, and has it.
stage.hidden = true;

function end() {
  if (stream) stream.close();
  stream = null;
  stage.hidden = true;
  answer.removeAttribute("aria-busy");
}

function ask(after) {
  end();
  const asked = new URLSearchParams(new FormData(form));
  if (after) asked.set("after", after);
  for (const [name, value] of [...asked]) if (!value) asked.delete(name);
  history.pushState(null, "", "/?" + asked);
  document.title = asked.get("q") + " – Footnote";
  for (const notice of document.querySelectorAll("main > .notice")) notice.remove();
  answer.replaceChildren();
  answer.setAttribute("aria-busy", "true");
  stage.textContent = stage.dataset.first ||= stage.textContent;
  stage.hidden = false;
  stream = new EventSource("/ask/events?" + asked);
  stream.addEventListener("stage", (event) => { stage.textContent = event.data; });
  stream.addEventListener("reply", (event) => { answer.innerHTML = event.data; });
  for (const last of ["done", "failed"]) {
    stream.addEventListener(last, (event) => { answer.innerHTML = event.data; end(); });
  }
  stream.addEventListener("error", () => {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = form.dataset.lost;
    answer.append(notice);
    end();
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});

// What goes on from an answer is asked by the same form, so that its choice of articles holds.
answer.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.target.matches(".judge")) {
    const marked = new FormData(event.target, event.submitter);
    const thanks = await fetch(event.target.action, { method: "POST", body: new URLSearchParams(marked) });
    const told = new DOMParser().parseFromString(await thanks.text(), "text/html").querySelector(".notice");
    if (told) event.target.replaceWith(told);
    return;
  }
  const follow = event.target.elements;
  form.elements.q.value = follow.q.value;
  ask(follow.after.value);
});

form.elements.q.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// A footnote's number opens it in its paragraph, beside the answer.
answer.addEventListener("click", (event) => {
  const mark = event.target.closest("a.mark");
  if (!mark) return;
  const note = document.getElementById(mark.hash.slice(1));
  if (!note) return;
  event.preventDefault();
  for (const other of answer.querySelectorAll("li.open")) other.classList.remove("open");
  note.classList.add("open");
  note.querySelector("details").open = true;
  note.focus({ preventScroll: true });
  note.scrollIntoView({ block: "nearest" });
});

window.addEventListener("popstate", (event) => { if (!location.hash) location.reload(); });
