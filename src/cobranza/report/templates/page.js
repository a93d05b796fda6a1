"use strict";
// Sorts, filters, pages and opens the tables of the page. All data is in the page, compressed; text
// from documents only ever becomes text nodes.
(() => {
  const SMALL = matchMedia("(max-width: 720px)").matches;
  const INVOICES = SMALL ? 10 : 50;

  const unpack = async (id) => {
    const text = document.getElementById(id).textContent;
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const isolated = (text) => make("bdi", {}, text);

  let words = {};
  const say = (key, values = {}) => {
    const text = Array.isArray(words[key]) ? words[key][values.count === 1 ? 0 : 1] : words[key];
    return text.replace(/{(\w+)}/g, (_, name) =>
      typeof values[name] === "number" ? grouped(String(values[name])) : values[name]);
  };
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const money = (amount) => {
    const [whole, cents] = amount.split(".");
    return cents ? `${grouped(whole)}.${cents}` : grouped(whole);
  };
  const day = (iso) => {
    const [year, month, date] = iso.split("-").map(Number);
    return `${date}\u00a0${words.months_of_the_year[month - 1].slice(0, 3)}\u00a0${year}`;
  };
  const days = (count) =>
    count > 0
      ? make("span", { class: "late" }, grouped(String(count)))
      : make("span", { class: "soft" }, count ? say("due_in", { days: say("days", { count: -count }) }) : say("due_today"));

  const NUMBERS = new Set(["money", "days"]);
  const shown = (kind, value) => {
    if (value === null || value === "") return "\u2013";
    if (kind === "money") return /[1-9]/.test(value) ? money(value) : make("span", { class: "soft" }, "\u2013");
    if (kind === "date") return day(value);
    if (kind === "days") return days(value);
    if (kind === "party") return party(...value.split("\t"));
    return isolated(String(value));
  };
  const party = (name, rfc) => {
    const both = isolated(name);
    if (rfc) both.append(make("small", {}, rfc));
    return both;
  };
  const classes = (column) =>
    [NUMBERS.has(column.kind) && "n", column.wide && "wide", column.kind === "date" && "short",
      column.kind === "party" && "party", column.key === "code" && "whole-text"].filter(Boolean).join(" ") || null;
  const cell = (column, value, row) =>
    make(row ? "th" : "td", { class: classes(column), scope: row ? "row" : null }, shown(column.kind, value));

  // A row of a table; its first cell is a button when there is something to open below it.
  const line = (columns, values, open) => {
    const cells = columns.map((column, at) => cell(column, values[at], at === 0));
    const row = make("tr", {}, ...cells);
    if (!open) return row;
    const toggle = async () => {
      const closes = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!closes));
      if (closes) { row.nextElementSibling.remove(); return; }
      const holder = make("td", { colspan: columns.length });
      row.after(make("tr", { class: "detail" }, holder));
      holder.append(await open());
    };
    const button = make("button", { type: "button", class: "open", "aria-expanded": "false", onclick: toggle });
    button.append(...cells[0].childNodes);
    cells[0].append(button);
    return row;
  };

  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const compare = (kind) => {
    if (kind === "money") return (one, other) => Number(one) - Number(other);
    if (kind === "days") return (one, other) => one - other;
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    return (one, other) => collator.compare(one, other);
  };

  // The exact sum of decimals of one currency, as text.
  const sum = (amounts) => {
    const places = Math.max(0, ...amounts.map((each) => (each.split(".")[1] || "").length));
    let total = 0n;
    for (const each of amounts) {
      const [whole, cents = ""] = each.split(".");
      total += BigInt(whole + cents.padEnd(places, "0"));
    }
    const digits = String(total < 0n ? -total : total).padStart(places + 1, "0");
    const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
    return (total < 0n ? "-" : "") + text;
  };

  class Grid {
    constructor(root, data, open) {
      Object.assign(this, { root, data, open, order: null, page: 0, picks: new Map(), lateness: "" });
      this.columns = data.columns;
      this.rows = SMALL ? 10 : data.page;
      this.texts = data.rows.map((row) =>
        folded(row.filter((_, at) => ["text", "party", "pick"].includes(this.columns[at]?.kind ?? "text")).join(" ")));
      this.body = root.querySelector("tbody");
      this.note = make("p", { class: "count", role: "status" });
      this.pager = make("p", { class: "pager" });
      this.headings();
      root.prepend(this.tools());
      root.querySelector(".scroll").after(this.pager);
      root.querySelector(".more").remove();
      root.querySelector(".beyond").hidden = false;
      root.classList.add("live");
      this.render();
    }

    headings() {
      this.root.querySelectorAll("thead th").forEach((heading, at) => {
        const label = heading.textContent;
        heading.replaceChildren(make("button", { type: "button", onclick: () => this.sort(at) }, label));
      });
    }

    tools() {
      const search = make("input", {
        type: "search", placeholder: say("search"), "aria-label": say("search"),
        oninput: (event) => { this.query = folded(event.target.value.trim()); this.again(); },
      });
      const selects = this.columns.flatMap((column, at) => {
        if (column.kind === "days") return [this.select(column.label, [
          ["", say("any", { column: column.label })], ["late", say("only_overdue")], ["current", say("not_overdue")],
        ], (value) => { this.lateness = value; }, column.key)];
        if (column.kind !== "pick") return [];
        const values = [...new Set(this.data.rows.map((row) => row[at]))].sort();
        if (values.length < 2) return [];
        return [this.select(column.label, [["", say("any", { column: column.label })], ...values.map((each) => [each, each])],
          (value) => { value ? this.picks.set(at, value) : this.picks.delete(at); }, column.key)];
      });
      return make("div", { class: "tools" }, search, ...selects, this.note);
    }

    select(label, options, choose, name) {
      return make("select", {
        "aria-label": label, "data-column": name,
        onchange: (event) => { choose(event.target.value); this.again(); },
      }, ...options.map(([value, text]) => make("option", { value }, text)));
    }

    at(key) { return this.columns.findIndex((column) => column.key === key); }

    pick(key, value) {
      const select = this.root.querySelector(`select[data-column="${key}"]`);
      if (!select) return;
      select.value = value;
      select.dispatchEvent(new Event("change"));
      this.root.scrollIntoView();
    }

    sort(at) {
      const down = this.order?.at === at ? !this.order.down : NUMBERS.has(this.columns[at].kind);
      this.order = { at, down };
      this.root.querySelectorAll("thead th").forEach((heading, place) => {
        if (place === at) heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        else heading.removeAttribute("aria-sort");
      });
      this.again();
    }

    again() { this.page = 0; this.render(); }

    matches(number) {
      const row = this.data.rows[number];
      if (this.query && !this.query.split(/\s+/).every((word) => this.texts[number].includes(word))) return false;
      for (const [at, value] of this.picks) if (row[at] !== value) return false;
      if (!this.lateness) return true;
      const late = row[this.columns.findIndex((column) => column.kind === "days")] > 0;
      return late === (this.lateness === "late");
    }

    found() {
      const numbers = this.data.rows.map((_, number) => number).filter((number) => this.matches(number));
      if (!this.order) return numbers;
      const { at, down } = this.order;
      const by = compare(this.columns[at].kind);
      return numbers.sort((one, other) => {
        const [first, second] = [this.data.rows[one][at], this.data.rows[other][at]];
        if (first === null || second === null) return (first === null) - (second === null) || one - other;
        return (down ? by(second, first) : by(first, second)) || one - other;
      });
    }

    render() {
      const numbers = this.found();
      const start = this.page * this.rows;
      this.body.replaceChildren(...numbers.slice(start, start + this.rows).map((number) => this.row(number)));
      if (!numbers.length) this.body.append(make("tr", {}, make("td", { colspan: this.columns.length }, say("nothing_found"))));
      this.note.textContent = [say(this.data.noun, { count: numbers.length }), ...this.sums(numbers)].join(" \u00b7 ");
      this.turn(start, numbers.length);
    }

    // What the rows found add up to, by currency.
    sums(numbers) {
      const currency = this.at("currency");
      const amount = this.at(this.data.sums);
      if (amount < 0 || !numbers.length) return [];
      const amounts = new Map();
      for (const number of numbers) {
        const row = this.data.rows[number];
        if (!amounts.has(row[currency])) amounts.set(row[currency], []);
        amounts.get(row[currency]).push(row[amount]);
      }
      return [...amounts].map(([code, each]) => `${money(sum(each))} ${code}`);
    }

    turn(start, count) {
      const last = Math.min(start + this.rows, count);
      const button = (text, page, able) =>
        make("button", { type: "button", disabled: !able, onclick: () => { this.page = page; this.render(); } }, text);
      this.pager.hidden = count <= this.rows;
      this.pager.replaceChildren(
        button(say("previous_page"), this.page - 1, start > 0),
        say("rows_of", { first: start + 1, last, count }),
        button(say("next_page"), this.page + 1, last < count));
    }

    row(number) {
      const open = this.open?.has(number) ? () => this.open.show(number) : null;
      return line(this.columns, this.data.rows[number], open);
    }
  }

  let stories = null;
  const told = async (number) => {
    stories ??= unpack("stories");
    const story = (await stories)[number];
    if (!story) return make("p", { class: "inner soft" }, say("no_story"));
    const list = make("dl", { class: "facts" }, ...story.facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, isolated(value))]));
    const columns = story.columns.map((label, at) => make("th", { scope: "col", class: at > 1 ? "n" : null }, label));
    const rows = story.rows.map(([date, text, evidence, amount, balance]) => make("tr", {},
      make("td", { class: "short" }, day(date)),
      make("td", {}, isolated(text), ...evidence.map((each) => make("small", {}, isolated(each)))),
      make("td", { class: "n" }, money(amount)),
      make("td", { class: "n" }, money(balance))));
    const sections = story.sections.map(([name, lines]) =>
      make("div", {}, make("h4", {}, name), make("ul", {}, ...lines.map((each) => make("li", {}, isolated(each))))));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...columns)), make("tbody", {}, ...rows));
    return make("div", { class: "inner story" }, ...sections.reverse(), make("div", { class: "scroll" }, table), list);
  };

  // The open invoices of one customer, each of which opens its story.
  const invoicesOf = ({ columns: all, rows, owners, keys }) => {
    const kept = all.map((_, at) => at).filter((at) => !["customer", "currency"].includes(all[at].key));
    const columns = kept.map((at) => all[at]);
    const numbers = new Map();
    owners.forEach((owner, number) => {
      if (!numbers.has(owner)) numbers.set(owner, []);
      numbers.get(owner).push(number);
    });
    const invoice = (number) =>
      line(columns, kept.map((at) => rows[number][at]), () => told(keys[number]));
    const show = (owner) => {
      const headings = columns.map((column) => make("th", { scope: "col", class: classes(column) }, column.label));
      const body = make("tbody");
      const left = [...numbers.get(owner)];
      const more = make("button", { type: "button", onclick: () => add() });
      const add = () => {
        body.append(...left.splice(0, INVOICES).map(invoice));
        more.hidden = !left.length;
        more.textContent = say("show_more", { count: left.length });
      };
      add();
      return make("div", { class: "inner" }, make("table", {}, make("thead", {}, make("tr", {}, ...headings)), body), more);
    };
    return { has: (owner) => numbers.has(owner), show };
  };
  const storyOf = (keys) => ({ has: (number) => keys[number] >= 0, show: (number) => told(keys[number]) });

  const theme = (button) => button.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  const start = async () => {
    const button = document.getElementById("theme");
    button.hidden = false;
    theme(button);
    const data = await unpack("grids");
    words = data.words;
    const grids = {};
    for (const root of document.querySelectorAll("[data-grid]")) {
      const name = root.dataset.grid;
      const grid = data.grids[name];
      const open = { invoices: () => invoicesOf(data.grids.invoices), story: () => storyOf(grid.keys) }[grid.opens];
      grids[name] = new Grid(root, grid, open?.());
    }
    for (const link of document.querySelectorAll("[data-pick]")) {
      const [name, key, value] = link.dataset.pick.split(" ");
      link.addEventListener("click", (event) => { event.preventDefault(); grids[name].pick(key, value); });
    }
    document.documentElement.dataset.ready = "";
  };
  start();
})();
