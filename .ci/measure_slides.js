// Runs in a browser, inside of a rendered deck: shows one slide after another
// and says what does not fit. `check_slides --render` puts it there, and reads
// the answer out of the page.
"use strict";

const slack = 2; // pixels; letters are a little wider elsewhere
const foot = 64; // the strip with the deck's name and the slide's number
const edge = 40; // a figure may come so near to a slide's sides; words not
const side = 60;
const smallest_word = 17;
const smallest_word_of_figure = 10.5;
const least_contrast = 4.5; // WCAG 2, level AA, for text

const asked = [];
addEventListener("securitypolicyviolation", (event) =>
    asked.push(event.blockedURI),
);

function brief(element) {
    const words = (element.alt || element.textContent).trim();
    return `<${element.localName}> "${words.replace(/\s+/g, " ").slice(0, 40)}"`;
}

/** How bright a colour is, by the definition of WCAG 2. */
function luminance([r, g, b]) {
    const [x, y, z] = [r, g, b].map((part) => {
        const c = part / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

function colour(text) {
    return text.match(/[\d.]+/g).map(Number); // rgb(1, 2, 3), or with an alpha
}

/** Of an element's words, against what lies behind them. */
function contrast(element) {
    let behind = element;
    let ground = [255, 255, 255];
    for (; behind; behind = behind.parentElement) {
        const found = colour(getComputedStyle(behind).backgroundColor);
        if (found.length === 3 || found[3] === 1) {
            ground = found;
            break;
        }
    }
    const bright = [
        luminance(colour(getComputedStyle(element).color)),
        luminance(ground),
    ].sort((a, b) => b - a);
    return (bright[0] + 0.05) / (bright[1] + 0.05);
}

/** Distances from a slide's left and upper edge, in its own pixels. */
function place(rectangle, slide) {
    const whole = slide.getBoundingClientRect();
    const scale = whole.width / 1280;
    return {
        left: (rectangle.left - whole.left) / scale,
        right: (rectangle.right - whole.left) / scale,
        top: (rectangle.top - whole.top) / scale,
        bottom: (rectangle.bottom - whole.top) / scale,
    };
}

function isOutside(box, margin) {
    return (
        box.left < margin - slack ||
        box.right > 1280 - margin + slack ||
        box.top < 40 - slack ||
        box.bottom > 720 - foot + slack
    );
}

function* overflows(slide) {
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    const seen = new Set();
    while (walker.nextNode()) {
        const text = walker.currentNode;
        const parent = text.parentElement;
        if (!text.data.trim() || parent.closest("footer")) continue;
        if (seen.has(parent)) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const rectangle of range.getClientRects()) {
            if (isOutside(place(rectangle, slide), side)) {
                seen.add(parent);
                yield `${brief(parent)} does not fit on the slide`;
                break;
            }
        }
        const size = parseFloat(getComputedStyle(parent).fontSize);
        if (size < smallest_word) {
            seen.add(parent);
            yield `${brief(parent)} is set in ${size} pixels`;
        }
        const against = contrast(parent);
        if (against < least_contrast) {
            seen.add(parent);
            yield `${brief(parent)} has a contrast of ${against.toFixed(1)}`;
        }
    }
    for (const box of slide.querySelectorAll("pre, table, blockquote, ul, ol")) {
        if (isOutside(place(box.getBoundingClientRect(), slide), side)) {
            yield `${brief(box)} does not fit on the slide`;
        } else if (box.scrollWidth > box.clientWidth + slack) {
            yield `${brief(box)} is wider than its frame`;
        }
    }
}

function* overlaps(slide) {
    const blocks = [...slide.children].filter((x) => x.localName !== "footer");
    const boxes = blocks.map((x) => place(x.getBoundingClientRect(), slide));
    for (let i = 0; i < boxes.length; ++i) {
        for (let j = i + 1; j < boxes.length; ++j) {
            const a = boxes[i];
            const b = boxes[j];
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (across > slack && down > slack) {
                yield `${brief(blocks[i])} and ${brief(blocks[j])} overlap`;
            }
        }
    }
}

/** How large the smallest words of a drawing are on the slide. */
function smallestWord(picture, width, height) {
    const data = /^data:image\/svg\+xml;base64,(.*)$/.exec(picture.src);
    if (!data) return Infinity;
    const drawing = new DOMParser().parseFromString(
        atob(data[1]),
        "image/svg+xml",
    );
    const [, , w, h] = drawing.documentElement
        .getAttribute("viewBox")
        .split(/[ ,]+/);
    const sizes = [...drawing.querySelectorAll("[font-size]")].map((x) =>
        parseFloat(x.getAttribute("font-size")),
    );
    return Math.min(...sizes) * Math.min(width / w, height / h);
}

function* figures(slide) {
    for (const picture of slide.querySelectorAll("img")) {
        const box = place(picture.getBoundingClientRect(), slide);
        const [width, height] = [box.right - box.left, box.bottom - box.top];
        if (!picture.naturalWidth) {
            yield `${brief(picture)} is not there`;
        } else if (width < 100 || height < 60) {
            yield `${brief(picture)} has no room`;
        } else if (isOutside(box, edge)) {
            yield `${brief(picture)} does not fit on the slide`;
        }
        const word = smallestWord(picture, width, height);
        if (word < smallest_word_of_figure) {
            yield `${brief(picture)} has words of ${word.toFixed(1)} pixels`;
        }
    }
}

async function measure() {
    const slides = [...document.querySelectorAll("section[id]")];
    const faults = [];
    for (const [index, slide] of slides.entries()) {
        location.hash = `#${index + 1}`;
        await new Promise((done) => setTimeout(done, 50));
        await Promise.all(
            [...slide.querySelectorAll("img")].map((x) => x.decode().catch(() => {})),
        );
        if (!slide.closest(".bespoke-marp-active")) {
            faults.push([index + 1, "is not shown"]);
            continue;
        }
        for (const find of [overflows, overlaps, figures]) {
            for (const what of find(slide)) faults.push([index + 1, what]);
        }
    }
    const loaded = performance.getEntriesByType("resource").map((x) => x.name);
    for (const address of new Set([...asked, ...loaded])) {
        if (!/^(data|blob|inline)/.test(address)) {
            faults.push([0, `asks for ${address}`]);
        }
    }
    const notes = document.querySelectorAll(".bespoke-marp-note").length;
    if (notes !== slides.length) {
        faults.push([0, `${notes} notes for ${slides.length} slides`]);
    }
    return { slides: slides.length, faults };
}

addEventListener("load", async () => {
    const answer = document.createElement("pre");
    answer.id = "measured";
    answer.textContent = JSON.stringify(await measure());
    document.body.append(answer);
});
