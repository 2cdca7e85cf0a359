// How Marp renders the decks: with the course's theme, with every figure inside
// of the page, and with nothing that would ask the network for something.
import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

const kinds = { ".svg": "image/svg+xml", ".png": "image/png" };

// Graphviz's labels are 10 points, at the least; so large a figure may be that
// they are still no larger than the text beside it.
const largest = 2.2;

/** A figure's bytes, and its width in pixels where the file tells it. */
function figure(source) {
    const path = join(here, decodeURI(source));
    const bytes = readFileSync(path);
    const points = /<svg[^>]*\swidth="([\d.]+)pt"/.exec(bytes.toString("utf8"));
    const kind = kinds[extname(path)];
    return {
        data: `data:${kind};base64,${bytes.toString("base64")}`,
        width: points && (points[1] * 96) / 72,
    };
}

/** Markdown's pictures become part of the page, and a paragraph that is only a
    picture is marked as a figure for theme.css. */
function inlineFigures(markdown) {
    markdown.core.ruler.after("inline", "course_figures", ({ tokens }) => {
        tokens.forEach((token, index) => {
            const pictures = (token.children ?? []).filter(
                (child) => child.type === "image",
            );
            for (const picture of pictures) {
                const { data, width } = figure(picture.attrGet("src"));
                picture.attrSet("src", data);
                if (width) {
                    const most = Math.round(width * largest);
                    picture.attrSet("style", `max-width:${most}px`);
                }
                const alone = token.children.length === 1;
                const paragraph = tokens[index - 1];
                if (alone && paragraph?.type === "paragraph_open") {
                    paragraph.attrJoin("class", width ? "figure" : "figure plot");
                }
            }
        });
    });
}

/** Code is set as large as its lines let it. theme.css has what fits always. */
function sizeCode(markdown) {
    markdown.core.ruler.push("course_code", ({ tokens }) => {
        for (const token of tokens.filter((one) => one.type === "fence")) {
            const lines = token.content.trimEnd().split("\n");
            const columns = Math.max(...lines.map((line) => line.length));
            const [width, height] = [1100 / 0.602, 390 / 1.32];
            const size = Math.min(27, width / columns, height / lines.length);
            token.attrSet("style", `font-size:${Math.max(22, size).toFixed(1)}px`);
        }
    });
}

/** Comments are the speaker's notes. `code: 01-blocking/...` is none, but a mark
    for check_lessons, and `tour: ...` is one for tour_pages; and a line of a note
    ends where its sentence does not. */
function tidyComments(markdown) {
    markdown.core.ruler.before("normalize", "course_comments", (state) => {
        state.src = state.src
            .replace(/^<!-- code: .* -->\n/gm, "")
            .replace(/<!-- tour: .*? -->/g, "")
            .replace(/^<!--\n\d+ min\.[^]*?^-->$/gm, (note) =>
                note.replace(/([^\n-])\n(?=[^\n-])/g, "$1 "),
            );
    });
}

export default {
    themeSet: join(here, "theme.css"),
    // No pictures for emoji and no fonts for formulas: they come from elsewhere.
    options: {
        emoji: { shortcode: false, unicode: false },
        math: false,
        minifyCSS: true,
    },
    engine: ({ marp }) => marp.use(inlineFigures).use(sizeCode).use(tidyComments),
};
