// The page: one View a run. A View keeps its marks (faults, and pages that leave) in typed arrays by
// time, chooses those that the filters let through, and draws only what falls on a pixel of its own.

const REFUSED = 6, OUT = 8, FREED = 10; // numbers of categories; from OUT on a page leaves, or is shared
const OTHERS = "anonymous, another process's";
const FRAME_COLOURS = {
    free: "#e8e8e8", reserved: "#555555", kernel: "#8c6d31", stack: "#c49c5a", table: "#d55e00",
    "cached file, not mapped": "#9ecae1", "file, mapped": "#0072b2", "anonymous": "#009e73", [OTHERS]: "#a3d5c4",
    "anonymous, shared": "#cc79a7", "locked": "#000000", "busy: on its way from or to a disk": "#f0e442",
};
const MARGIN = 150, BAND_GAP = 8, BAND_LEAST = 14; // pixels

const tip = document.getElementById("tip");
const runs = JSON.parse(document.getElementById("data").textContent);

const element = (name, text, attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...(Array.isArray(text) ? text : [text]));
    return made;
};
const rows = (head, body) => element("table", [
    element("tr", head.map(cell => element("th", cell))),
    ...body.map(row => element("tr", row.map(cell => element("td", cell instanceof Node ? cell : String(cell))))),
]);
const bisect = d3.bisector(value => value);
const linear = (domain, range) => d3.scale.linear().domain(domain).range(range);
const pointer = (event, node) => {
    const box = node.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
};

function frameKind([kind, , users, state]) {
    if (state)
        return state === "busy" ? "busy: on its way from or to a disk" : state;
    if (kind === "file")
        return users ? "file, mapped" : "cached file, not mapped";
    return kind === "anonymous" && users > 1 ? "anonymous, shared" : kind;
}

const CATEGORIES = runs[0].categories.map(([name, colour]) => ({name, colour}));

// All marks of a run by time: `fault` is the number of the fault, or -1 - that of a change of a PTE.
function marksOf({marks}) {
    return {n: marks.t.length, t: Float64Array.from(marks.t), space: marks.space, page: marks.page,
            category: Uint8Array.from(marks.category), fault: marks.fault};
}

// What the maps show from left to right: time in nanoseconds, or the number of faults. (How long a disk takes
// is different each time, so runs are better compared by their faults.)
let across = runs.length > 1 ? "faults" : "time";
const ACROSS = {
    time: {of: (run, t) => t, time: (run, x) => x, end: run => run.end, label: x => (x / 1e6).toLocaleString("en") + " ms"},
    faults: {of: (run, t) => bisect.right(run.faults.end, t), time: (run, x) => run.faults.end[Math.floor(x)] ?? run.end,
             end: run => run.faults.end.length, label: x => x.toLocaleString("en")},
};

class View {
    constructor(run, root) {
        Object.assign(this, {run, root, chosen: -1, now: 0, at: 0, playing: false});
        this.marks = marksOf(run);
        this.hidden = new Set();
        this.find = name => root.querySelector("." + name);
        this.find("name").textContent = run.name;
        this.find("note").textContent = run.note;
        this.find("console").textContent = run.console;
        this.makeFilters();
        this.makeLegend();
        this.makeMap();
        this.makeMemory();
        this.layAcross();
        this.moveTo(this.shown.length ? this.marks.t[this.shown[this.shown.length - 1]] : 0);
        this.showTables();
    }

    // Begins again with all of what is shown from left to right, which is the same for all runs.
    layAcross() {
        this.width = this.canvas.clientWidth;
        this.cell = this.width / this.columns;
        this.range = [MARGIN, this.width - 8];
        this.end = Math.max(1, ...runs.map(ACROSS[across].end));
        this.positions = Float64Array.from(this.marks.t, t => ACROSS[across].of(this.run, t));
        this.x = linear([0, this.end], this.range);
        this.view = this.x.copy(); // what is in sight
        this.zoom.x(this.view).scale(1).translate([0, 0]);
        this.brush.x(this.x);
        const n = this.regions.length;
        this.height = Math.max(320, Math.min(620, 26 * (n + 4)), (BAND_LEAST + BAND_GAP) * n);
        this.canvas.style.height = this.height + "px";
        this.cellHeight = Math.max(2, Math.min(this.cell, 420 / this.lines));
        this.memory.style.height = this.lines * this.cellHeight + "px";
        this.filter();
        this.colourFrames();
        this.moveTo(this.now);
    }

    // The time at this place from left to right, and the place of a time.
    timeAt(x) {
        return ACROSS[across].time(this.run, Math.max(0, x));
    }

    placeOf(t) {
        return ACROSS[across].of(this.run, t);
    }

    // ---- Filters

    makeFilters() {
        const counts = new Map();
        for (const space of this.marks.space)
            counts.set(space, (counts.get(space) || 0) + 1);
        const select = this.find("space");
        select.append(element("option", "all", {value: -1}));
        for (const [space, count] of [...counts].sort((a, b) => a[0] - b[0]))
            select.append(element("option", `${this.run.spaces[space]} (${count})`, {value: space}));
        const most = d3.max([...counts.values()]);
        select.value = counts.size ? [...counts].find(([, count]) => count === most)[0] : -1;
        select.onchange = () => { this.fillRegions(); this.layAcross(); };
        this.find("region").onchange = () => this.filter();
        this.find("text").oninput = () => this.filter();
        this.fillRegions();
    }

    // The records to choose from: those of the chosen process.
    fillRegions() {
        const space = +this.find("space").value, spaces = space < 0 ? d3.range(this.run.spaces.length) : [space];
        this.regions = spaces.flatMap(number => this.run.regions[number].map(([label, first, last]) =>
            ({space: number, first, last, label: space < 0 ? `${this.run.spaces[number]}: ${label}` : label})));
        this.find("region").replaceChildren(element("option", "all", {value: -1}),
            ...this.regions.map((region, i) => element("option", region.label, {value: i})));
    }

    makeLegend() {
        const counts = new Array(CATEGORIES.length).fill(0);
        for (const category of this.marks.category)
            counts[category]++;
        CATEGORIES.forEach(({name, colour}, i) => {
            if (!counts[i])
                return;
            const box = element("input", "", {type: "checkbox", checked: i !== FREED});
            if (i === FREED)
                this.hidden.add(i);
            box.onchange = () => { this.hidden[box.checked ? "delete" : "add"](i); this.filter(); };
            const swatch = element("span", "", {className: "swatch"});
            swatch.style.background = colour;
            this.find("legend").append(element("label", [box, swatch, `${name} (${counts[i]})`]));
        });
    }

    // Whether a mark contains the text: in its function, file, program, decision, address, or "major" or "minor".
    matcher(text) {
        const {run, marks} = this, has = words => words.join(" ").toLowerCase().includes(text);
        const sites = run.sites.map(has), actions = run.actions.map(action => has([action]));
        const spaces = run.spaces.map(space => has([space]));
        return k => spaces[marks.space[k]] || has([CATEGORIES[marks.category[k]].name, hex(marks.page[k] * PAGE)]) ||
            marks.fault[k] >= 0 && (sites[run.faults.site[marks.fault[k]]] || actions[run.faults.action[marks.fault[k]]] ||
                                    has([hex(run.faults.address[marks.fault[k]]), run.faults.major[marks.fault[k]] ? "major" : "minor"]));
    }

    // Chooses the marks that are shown, and their places from top to bottom.
    filter() {
        const only = +this.find("region").value, text = this.find("text").value.trim().toLowerCase();
        const matches = text ? this.matcher(text) : () => true, {marks} = this;
        this.bands = only < 0 ? this.regions : [this.regions[only]];
        this.placeBands();
        const bySpace = d3.nest().key(band => band.space).map(this.bands);
        this.shown = [];
        this.shownY = [];
        for (let k = 0; k < marks.n; k++) {
            const band = !this.hidden.has(marks.category[k]) && bySpace[marks.space[k]]?.find(
                ({first, last}) => first <= marks.page[k] && marks.page[k] <= last);
            if (!band || !matches(k))
                continue;
            this.shown.push(k);
            this.shownY.push(band.top + band.height * (band.last - marks.page[k] + .5) / (band.last - band.first + 1));
        }
        this.shownX = Float64Array.from(this.shown, k => this.positions[k]);
        this.drawStrip();
        this.zoomed();
        this.showSums();
    }

    // Small records get little height, large ones not all of it.
    placeBands() {
        const share = band => Math.sqrt(band.last - band.first + 1), sum = d3.sum(this.bands, share) || 1;
        const free = this.height - (BAND_GAP + BAND_LEAST) * this.bands.length;
        let top = BAND_GAP / 2;
        for (const band of this.bands.slice().reverse()) { // the highest address is at the top
            band.top = top;
            band.height = BAND_LEAST + free * share(band) / sum;
            top += band.height + BAND_GAP;
        }
    }

    // ---- The map

    makeMap() {
        const canvas = this.canvas = this.find("map");
        this.zoom = d3.behavior.zoom().scaleExtent([1, 1e6]).on("zoom", () => this.zoomed());
        d3.select(canvas).call(this.zoom).on("dblclick.zoom", null);
        canvas.onclick = event => { canvas.focus(); this.choose(this.nearest(event)); };
        canvas.onmousemove = event => this.hover(event);
        canvas.onmouseleave = () => { tip.style.display = "none"; };
        canvas.onkeydown = event => this.key(event);
        this.strip = d3.select(this.find("strip")).attr("height", 44).append("g");
        this.counted = this.strip.append("path").attr("fill", "currentColor").attr("opacity", .5);
        this.brush = d3.svg.brush().on("brush",
            () => this.setDomain(this.brush.empty() ? [0, this.end] : this.brush.extent()));
    }

    // The map was dragged or zoomed; it stays within the time of the runs.
    zoomed() {
        const k = this.zoom.scale(), [left, right] = this.range;
        this.zoom.translate([Math.max(right * (1 - k), Math.min(left * (1 - k), this.zoom.translate()[0])), 0]);
        this.domain = this.view.domain();
        if (k > 1)
            this.brush.extent(this.domain);
        else
            this.brush.clear(); // so that dragging in the strip begins a new choice
        this.strip.call(this.brush).selectAll("rect").attr("height", 40);
        this.drawMap();
    }

    setDomain([from, to]) {
        const k = this.end / Math.max(to - from, this.end / 1e6);
        this.zoom.scale(k).translate([MARGIN - this.x(from) * k, 0]);
        this.zoomed();
    }

    context(canvas, width, height) {
        const ratio = window.devicePixelRatio || 1;
        if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
            canvas.width = Math.round(width * ratio);
            canvas.height = Math.round(height * ratio);
        }
        const context = canvas.getContext("2d");
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, width, height);
        return context;
    }

    drawMap() {
        const {width, height, marks, shown, shownX, shownY} = this, [from, to] = this.domain;
        const context = this.context(this.canvas, width, height), style = getComputedStyle(document.documentElement);
        const text = style.getPropertyValue("--text"), line = style.getPropertyValue("--line");
        this.drawBands(context, text, line);
        const scale = (this.range[1] - MARGIN) / (to - from), taken = new Uint8Array(width * height);
        const end = bisect.right(shownX, to);
        for (let i = bisect.left(shownX, from); i < end; i++) {
            const px = MARGIN + (shownX[i] - from) * scale | 0, py = shownY[i] | 0, place = py * width + px;
            const category = marks.category[shown[i]];
            if (taken[place] === category + 1)
                continue;
            taken[place] = category + 1;
            context.fillStyle = CATEGORIES[category].colour;
            if (category === REFUSED)
                context.fillRect(px - 4, py - 4, 9, 9);
            else if (marks.fault[shown[i]] < 0) // a page that leaves: a thin line
                context.fillRect(px, py - 3, 1, 7);
            else
                context.fillRect(px - 1, py - 1, 3, 3);
        }
        const now = MARGIN + (this.placeOf(this.now) - from) * scale;
        context.fillStyle = text;
        if (now >= MARGIN)
            context.fillRect(now, 0, 1, height);
        this.drawChosen(context, text, scale);
        d3.select(this.find("axis")).attr("height", 22).call(d3.svg.axis().orient("bottom").ticks(width / 110)
            .tickFormat(ACROSS[across].label).scale(this.view));
    }

    drawBands(context, text, line) {
        context.font = "12px system-ui, sans-serif";
        context.textBaseline = "middle";
        for (const band of this.bands) {
            context.fillStyle = line;
            context.globalAlpha = .35;
            context.fillRect(MARGIN, band.top, this.range[1] - MARGIN, band.height);
            context.globalAlpha = 1;
            context.fillStyle = text;
            context.fillText(band.label, 4, band.top + band.height / 2, MARGIN - 8);
        }
    }

    drawChosen(context, text, scale) {
        const i = bisect.left(this.shown, this.chosen);
        if (this.chosen < 0 || this.shown[i] !== this.chosen)
            return;
        context.strokeStyle = text;
        context.lineWidth = 2;
        context.beginPath();
        context.arc(MARGIN + (this.shownX[i] - this.domain[0]) * scale, this.shownY[i], 7, 0, 7);
        context.stroke();
    }

    drawStrip() {
        const counts = new Uint32Array(this.width);
        for (const place of this.shownX)
            counts[Math.round(this.x(place))]++;
        const most = Math.log1p(d3.max(counts) || 1);
        this.counted.attr("d", Array.from(counts, (n, px) =>
            n ? `M${px},42v-${(38 * Math.log1p(n) / most).toFixed(1)}h1V42z` : "").join(""));
    }

    // The mark under the mouse, as its number; -1: there is none.
    nearest(event) {
        const [px, py] = pointer(event, this.canvas);
        let best = -1, least = 64;
        const end = this.view.invert(px + 8);
        for (let i = bisect.left(this.shownX, this.view.invert(px - 8)); i < this.shown.length && this.shownX[i] <= end; i++) {
            const dx = this.view(this.shownX[i]) - px;
            const distance = dx * dx + (this.shownY[i] - py) ** 2;
            if (distance < least)
                [best, least] = [this.shown[i], distance];
        }
        return best;
    }

    hover(event) {
        const k = this.nearest(event), [px] = pointer(event, this.canvas);
        if (!this.playing && px >= MARGIN)
            this.moveTo(this.timeAt(this.view.invert(px)), false);
        showTip(event, k < 0 ? "" : `${CATEGORIES[this.marks.category[k]].name}: page ${hex(this.marks.page[k] * PAGE)} of ` +
            `${this.run.spaces[this.marks.space[k]]}, ${milliseconds(this.marks.t[k])}`);
    }

    key(event) {
        const keys = {
            ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1), Escape: () => this.choose(-1),
            "+": () => this.magnify(2), "-": () => this.magnify(.5), "0": () => this.setDomain([0, this.end]),
            " ": () => this.play(), "/": () => this.find("text").focus(),
        };
        if (keys[event.key])
            keys[event.key]();
        else
            return;
        event.preventDefault();
    }

    // Around the moment, if it is in sight.
    magnify(factor) {
        const [from, to] = this.domain, half = (to - from) / 2 / factor;
        const now = this.placeOf(this.now), middle = from <= now && now <= to ? now : (from + to) / 2;
        this.setDomain([middle - half, middle + half]);
    }

    // To the next fault that is shown, or the one before.
    step(direction) {
        let i = this.chosen < 0 ? bisect.left(this.shownX, this.domain[0]) - (direction > 0)
                                : bisect.left(this.shown, this.chosen);
        do
            i += direction;
        while (this.shown[i] !== undefined && this.marks.fault[this.shown[i]] < 0);
        if (this.shown[i] === undefined)
            return;
        this.choose(this.shown[i]);
        const place = this.positions[this.chosen], [from, to] = this.domain;
        if (place < from || place > to)
            this.setDomain([place - (to - from) / 2, place + (to - from) / 2]);
    }

    // ---- Physical memory

    makeMemory() {
        const {run} = this, n = run.frames.length, canvas = this.memory = this.find("memory");
        this.columns = Math.min(n, 2 ** Math.ceil(Math.log2(Math.sqrt(n * 4))));
        this.lines = Math.ceil(n / this.columns);
        this.frames = Int32Array.from(run.frames);
        this.small = element("canvas", "", {width: this.columns, height: this.lines});
        this.pixels = new ImageData(this.columns, this.lines);
        const kinds = new Set([...run.states.map(frameKind), OTHERS]);
        for (const [kind, colour] of Object.entries(FRAME_COLOURS).filter(([kind]) => kinds.has(kind))) {
            const swatch = element("span", "", {className: "swatch"});
            swatch.style.background = colour;
            this.find("memory-legend").append(element("span", [swatch, kind === "stack" ? "kernel stack" : kind === "table" ? "page table" : kind]));
        }
        this.find("memory-legend").append(element("span", "▢ the last victim: where the clock's hand is"));
        canvas.onmousemove = event => this.hoverFrame(event);
        canvas.onmouseleave = () => { tip.style.display = "none"; };
        canvas.onclick = event => this.showFrame(this.frameAt(event));
        this.slider = this.find("slider");
        this.slider.oninput = () => this.moveTo(this.timeAt(this.slider.value / 10000 * this.end));
        this.find("play").onclick = () => this.play();
    }

    // Of the frames that one process has for itself, those of the chosen one stand out.
    colourFrames() {
        const {states, spaces} = this.run, chosen = spaces[this.find("space").value];
        const kindOf = state => frameKind(state) === "anonymous" && chosen && state[1] !== chosen ? OTHERS : frameKind(state);
        this.colours = states.map(state => d3.rgb(FRAME_COLOURS[kindOf(state)]));
        this.frames.forEach((_, frame) => this.paint(frame));
    }

    paint(frame) {
        const {r, g, b} = this.colours[this.frames[frame]];
        this.pixels.data.set([r, g, b, 255], 4 * frame);
    }

    // Makes the frames what they were at this moment, by the changes since the last one.
    moveTo(t, withSlider = true) {
        const {t: times, frame, old, new: next} = this.run.changes;
        this.now = Math.max(0, Math.min(t, this.run.end));
        for (; this.at < times.length && times[this.at] <= this.now; this.at++)
            this.frames[frame[this.at]] = next[this.at], this.paint(frame[this.at]);
        for (; this.at > 0 && times[this.at - 1] > this.now; this.at--)
            this.frames[frame[this.at - 1]] = old[this.at - 1], this.paint(frame[this.at - 1]);
        if (!withSlider || document.activeElement !== this.slider)
            this.slider.value = this.placeOf(this.now) / this.end * 10000;
        this.find("moment").textContent = "at " + milliseconds(this.now);
        if (!this.waiting)
            this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.drawMemory(); this.drawMap(); });
        clearTimeout(this.later);
        this.later = setTimeout(() => this.showRegions(), 250);
    }

    drawMemory() {
        const context = this.context(this.memory, this.width, this.lines * this.cellHeight);
        this.small.getContext("2d").putImageData(this.pixels, 0, 0);
        context.imageSmoothingEnabled = false;
        context.drawImage(this.small, 0, 0, this.width, this.lines * this.cellHeight);
        const {t, kind, frame} = this.run.moments, last = bisect.right(t, this.now);
        for (let i = last - 1; i >= Math.max(0, last - 200); i--)
            if (kind[i] < 3) { // a victim, a second chance, a page that is dropped
                context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--text");
                context.lineWidth = 2;
                context.strokeRect(frame[i] % this.columns * this.cell - 3,
                    Math.floor(frame[i] / this.columns) * this.cellHeight - 3, this.cell + 6, this.cellHeight + 6);
                break;
            }
    }

    play() {
        this.playing = !this.playing;
        this.find("play").textContent = this.playing ? "⏸" : "▶";
        const [from, to] = this.domain, last = Math.min(to, ACROSS[across].end(this.run));
        let before = performance.now(), place = this.placeOf(this.now);
        if (place < from || place >= last)
            place = from;
        const frame = time => {
            if (!this.playing)
                return;
            place += (time - before) / 15000 * (to - from); // what is in sight, in 15 s
            before = time;
            this.moveTo(this.timeAt(place));
            if (place >= last)
                this.play();
            else
                requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    }

    frameAt(event) {
        const [px, py] = pointer(event, this.memory);
        return Math.floor(py / this.cellHeight) * this.columns + Math.floor(px / this.cell);
    }

    frameWords(state) {
        const [, who] = this.run.states[state];
        return frameKind(this.run.states[state]) + (who ? ` (${who})` : "");
    }

    hoverFrame(event) {
        const frame = this.frameAt(event);
        showTip(event, frame < this.frames.length ? `frame ${frame}: ${this.frameWords(this.frames[frame])}` : "");
    }

    showFrame(frame) {
        if (!(frame < this.frames.length))
            return;
        const {t, frame: frames, new: next} = this.run.changes, life = [];
        for (let i = 0; i < t.length; i++)
            if (frames[i] === frame)
                life.push([milliseconds(t[i]), this.frameWords(next[i])]);
        this.find("story").replaceChildren(element("p", `Frame ${frame} is ${this.frameWords(this.frames[frame])} at ` +
            `${milliseconds(this.now)}. It was ${this.frameWords(this.run.frames[frame])} in the beginning.`), lifeTable(life));
    }

    // ---- One fault

    choose(k) {
        this.chosen = k;
        if (k < 0)
            this.find("story").replaceChildren(element("p", "Nothing is chosen."));
        else {
            this.moveTo(this.marks.t[k]);
            const fault = this.marks.fault[k];
            this.find("story").replaceChildren(...(fault < 0 ? this.changeStory(-1 - fault) : this.faultStory(fault)));
        }
        this.drawMap();
    }

    changeStory(i) {
        const {pages, values, causes, spaces, zero} = this.run, page = pages.page[i];
        return [element("p", `At ${milliseconds(pages.t[i])} page ${hex(page * PAGE)} of ${spaces[pages.space[i]]}: ` +
            `${causes[pages.cause[i]]}. Now the PTE is: ${entryWords(values[pages.value[i]], zero)}.`),
            this.pageLife(pages.space[i], page)];
    }

    faultStory(i) {
        const fault = faultOf(this.run, i), path = [];
        for (const [name, file] of faultPath(fault))
            path.push(path.length ? " → " : "The way through the kernel: ", element("a", name, {href: `../${file}`, title: file}));
        const [, , name, file] = this.run.sites[fault.site];
        const source = name && file ? [element("p", ["The program's source: ", element("a", file, {href: `../${file}`})])] : [];
        return [element("p", faultSentences(this.run, i).join(" "), {className: "paragraph"}), ...source, element("p", path),
                ...this.walkTable(fault), this.pageLife(fault.space, fault.page)];
    }

    walkTable(fault) {
        const indices = indicesOf(fault.address), widths = [9, 9, 9, 9, 12];
        const bits = element("p", "", {className: "bits"});
        indices.forEach((index, i) => bits.append(element("span", index.toString(2).padStart(widths[i], "0"))));
        let before = true;
        const body = ["PML4", "PDPT", "PD", "PT"].map((level, i) => {
            const old = fault.before[i], now = fault.after[i], [was, is] = [old, now].map(text =>
                i === 3 ? entryWords(text, this.run.zero) : entryOf(text).present ? `table in frame ${entryOf(text).frame}` : "empty");
            before = before && entryOf(old).present;
            return [level, indices[i], `${was} (${old})`, element("span", `${is} (${now})`, {className: old === now ? "" : "changed"})];
        });
        const table = rows(["table", "index", "entry before", "entry after"], body);
        table.className = "walk";
        return [element("h4", `The walk from ${hex(fault.address)}: four indices and an offset of ${indices[4]}`), bits, table];
    }

    // All that ever happened to a page.
    pageLife(space, page) {
        const {pages, faults, values, causes, zero} = this.run, life = [];
        for (let i = 0; i < pages.t.length; i++)
            if (pages.page[i] === page && pages.space[i] === space)
                life.push([milliseconds(pages.t[i]), causes[pages.cause[i]], entryWords(values[pages.value[i]], zero)]);
        return element("div", [element("h4", `The life of page ${hex(page * PAGE)}`), lifeTable(life)]);
    }

    // ---- Tables

    showSums() {
        const faults = this.shown.filter(k => this.marks.fault[k] >= 0).length;
        this.find("sums").textContent = `${this.run.events.toLocaleString("en")} events in ${milliseconds(this.run.end)}; ` +
            `${this.marks.n.toLocaleString("en")} marks, of which ${this.shown.length.toLocaleString("en")} are shown, ` +
            `${faults.toLocaleString("en")} of them faults.`;
    }

    // Counts of faults by kind, by what `key` says of their number: a Map of rows.
    countFaults(key) {
        const {run} = this, counts = new Map();
        for (let k = 0; k < this.marks.n; k++) {
            const i = this.marks.fault[k], group = i < 0 ? undefined : key(i, k);
            if (group === undefined)
                continue;
            const row = counts.get(group) || counts.set(group, {minor: 0, major: 0, kinds: new Array(CATEGORIES.length).fill(0)}).get(group);
            if (this.marks.category[k] !== REFUSED)
                row[run.faults.major[i] ? "major" : "minor"]++;
            row.kinds[this.marks.category[k]]++;
        }
        return counts;
    }

    showTables() {
        const counts = this.countFaults(i => this.run.faults.process[i]);
        this.find("by-process").replaceChildren(rows(["process", "minor faults", "major faults",
            ...CATEGORIES.slice(0, OUT).map(({name}) => name)], [...counts].map(([process, row]) =>
            [this.run.processes[process].join(" "), row.minor, row.major, ...row.kinds.slice(0, OUT)])));
        this.showRegions();
    }

    // Of the records in sight: what is there at this moment, and what there was in all.
    showRegions() {
        const {pages, values} = this.run, state = new Map();
        for (let i = 0; i < pages.t.length && pages.t[i] <= this.now; i++)
            state.set(pages.space[i] * 2 ** 40 + pages.page[i], pages.value[i]);
        const entries = values.map(entryOf);
        const places = [...state].map(([place, value]) => [Math.floor(place / 2 ** 40), place % 2 ** 40, entries[value]]);
        this.find("by-region").replaceChildren(rows(["record", "pages touched from … to", "in memory now", "in swap now", "minor faults",
            "major faults", ...CATEGORIES.slice(0, OUT).map(({name}) => name)], this.regions.map(region => {
            const inside = (space, page) => space === region.space && page >= region.first && page <= region.last;
            const row = this.countFaults((i, k) => inside(this.marks.space[k], this.marks.page[k]) || undefined).get(true) ||
                {minor: 0, major: 0, kinds: new Array(OUT).fill(0)};
            const here = places.filter(([space, page]) => inside(space, page));
            return [region.label, `${hex(region.first * PAGE)} … ${hex(region.last * PAGE)}`,
                here.filter(([, , entry]) => entry.present && entry.frame !== this.run.zero).length, here.filter(([, , entry]) => entry.swapped).length,
                row.minor, row.major, ...row.kinds.slice(0, OUT)];
        })));
    }
}

const LIFE_SHOWN = 60;

function lifeTable(life) {
    const table = rows(["time", "what", "then"].slice(0, life[0]?.length || 0), life.slice(0, LIFE_SHOWN));
    table.className = "life";
    return life.length > LIFE_SHOWN ? element("div", [table, `… and ${life.length - LIFE_SHOWN} times more`]) : table;
}

function showTip(event, text) {
    tip.textContent = text;
    tip.style.display = text ? "block" : "none";
    tip.style.left = Math.min(event.clientX + 12, innerWidth - 320) + "px";
    tip.style.top = event.clientY + 14 + "px";
}

// The runs' figures, one line each.
function compare(runs) {
    const names = ["faults", "major", "zeroed", "copied", "filled", "dropped", "swappedout", "swappedin", "written"];
    const heads = ["faults", "major faults", "zeroed", "copied", "pages read from files", "dropped", "swapped out", "swapped in", "written to files"];
    return rows(["run, by the kernel's own counters", ...heads, "time"], runs.map(run =>
        [run.name, ...names.map(name => run.counters[name] ?? "?"), milliseconds(run.end)]));
}

document.getElementById("across").value = across;
const isDark = () => document.documentElement.classList.contains("dark");
const dark = on => document.documentElement.classList.toggle("dark", on);
dark(matchMedia("(prefers-color-scheme: dark)").matches);
document.getElementById("comparison").append(compare(runs));
document.getElementById("runs").style.setProperty("--columns", Math.min(runs.length, 3));
const roots = runs.map(() => document.getElementById("run").content.cloneNode(true).firstElementChild);
document.getElementById("runs").append(...roots);
const views = runs.map((run, i) => new View(run, roots[i]));
document.getElementById("across").onchange = event => {
    across = event.target.value;
    views.forEach(view => view.layAcross());
};
addEventListener("resize", () => views.forEach(view => view.layAcross()));

function setDark(on) {
    dark(on);
    views.forEach(view => { view.drawMap(); view.drawMemory(); });
}

document.getElementById("theme").onclick = () => setDark(!isDark());
let wasDark = false; // paper is white
addEventListener("beforeprint", () => { wasDark = isDark(); setDark(false); });
addEventListener("afterprint", () => setDark(wasDark));
