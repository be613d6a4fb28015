// Steps to put in order: buttons and dragging instead of the numbered lists, which go on holding the answer.
const BUTTONS = [["naik", -1, "rise", "Naikkan"], ["turun", 1, "sink", "Turunkan"]];
const icon = (name) => `<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-${name}"/></svg>`;

function made(tag, name, inside = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.innerHTML = inside;
  return element;
}

function arrangeable(box) {
  const list = box.querySelector(".order-steps");
  const picks = [...box.querySelectorAll("select")];
  const rows = new Map([...list.children].map((row) => [row.dataset.nilai, row]));
  const spoken = made("p", "hide");
  const state = made("p", "hint");
  const settle = made("button", "button second", "Pakai urutan ini");
  spoken.setAttribute("role", "status");
  state.tabIndex = -1;
  settle.type = "button";

  for (const row of rows.values()) {
    row.prepend(made("span", "order-grip", `${icon("grip")}<span class="order-n"></span>`));
    for (const [name, , symbol, verb] of BUTTONS) {
      const button = made("button", `order-move ${name}`, `${icon(symbol)}<span class="hide">${verb} </span>`);
      button.type = "button";
      button.lastChild.append(row.dataset.kata);
      row.append(button);
    }
  }

  function show() {
    const all = [...list.children];
    all.forEach((row, place) => {
      row.querySelector(".order-n").textContent = place + 1;
      row.querySelector(".naik").setAttribute("aria-disabled", place === 0);
      row.querySelector(".turun").setAttribute("aria-disabled", place === all.length - 1);
    });
    const given = picks.every((pick) => pick.value);
    state.textContent = given ? "Urutan ini menjadi jawaban Anda."
      : "Urutan ini belum menjadi jawaban. Geser langkahnya, atau pakai bila sudah tepat.";
    settle.hidden = given;
  }

  // What stands in the lists, for instance restored after a reload, comes first.
  function read() {
    const chosen = new Set(picks.map((pick) => pick.value).filter((value) => rows.has(value)));
    const rest = [...list.children].map((row) => row.dataset.nilai).filter((value) => !chosen.has(value));
    for (const value of [...chosen, ...rest]) list.append(rows.get(value));
    show();
  }

  function write() {
    [...list.children].forEach((row, place) => { picks[place].value = row.dataset.nilai; });
    show();
    picks[0].dispatchEvent(new Event("change", { bubbles: true }));
  }

  function say(row) {
    const place = [...list.children].indexOf(row) + 1;
    spoken.textContent = `${row.dataset.kata}: langkah ${place} dari ${rows.size}.`;
  }

  function move(button) {
    const row = button.parentNode;
    const [, step] = BUTTONS.find(([name]) => button.classList.contains(name));
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other) {
      list.insertBefore(row, step < 0 ? other : other.nextElementSibling);
      write();
      button.focus();
    }
    say(row);
  }

  function drag(row, event) {
    const before = [...list.children];
    event.preventDefault();
    row.classList.add("held");
    const follow = ({ clientY }) => {
      const middle = (each) => each.getBoundingClientRect().top + each.offsetHeight / 2;
      const below = [...list.children].find((each) => each !== row && clientY < middle(each)) || null;
      if (row.nextElementSibling !== below) { list.insertBefore(row, below); show(); }
    };
    const drop = ({ type }) => {
      document.removeEventListener("pointermove", follow);
      for (const end of ["pointerup", "pointercancel"]) document.removeEventListener(end, drop);
      row.classList.remove("held");
      if (type === "pointercancel") { list.append(...before); show(); return; }
      if (before.some((each, place) => each !== list.children[place])) { write(); say(row); }
    };
    document.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest(".order-move");
    if (button) move(button);
  });
  list.addEventListener("pointerdown", (event) => {
    const grip = event.button === 0 && event.target.closest(".order-grip");
    if (grip) drag(grip.parentNode, event);
  });
  settle.addEventListener("click", () => { write(); state.focus(); });
  box.addEventListener("change", read);
  addEventListener("pageshow", read);

  box.classList.add("live");
  list.after(state, settle, spoken);
  read();
}

function arrange() {
  for (const box of document.querySelectorAll("[data-urutan]:not(.live)")) arrangeable(box);
}

addEventListener("isi-baru", arrange);
arrange();
