#include "core/session/html_report.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <cstdio>

namespace logitscope {

namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; --ground: #fff; --ink: #1c1f24; --faint: #5b6470; --line: #d9dde3; --tint: 0, 98, 178; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181d; --ink: #e6e9ee; --faint: #9aa4b1; --line: #313843; --tint: 86, 180, 233; } }
body { background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.4em; } h2 { font-size: 1.15em; margin: 0 0 .5em; } h3 { font-size: .8em; color: var(--faint); text-transform: uppercase; margin: 1.2em 0 .3em; }
section { border-top: 1px solid var(--line); padding: 1.5em 0; } p.legend { color: var(--faint); font-size: .9em; }
pre, .text { white-space: pre-wrap; overflow-wrap: anywhere; font-family: inherit; margin: 0; }
table { border-collapse: collapse; font-size: .9em; } td { padding: .1em 1.5em .1em 0; vertical-align: top; } td:first-child { color: var(--faint); }
.g { color: var(--faint); } .c { outline: 1px solid currentColor; border-radius: 2px; }
.r10 { border-bottom: 2px solid currentColor; } .r100 { border-bottom: 4px double currentColor; }
)";

// The tint of an improbable token; text stays readable on it.
constexpr double strongestTint = 0.45;

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : replaceInvalidUtf8(text)) {
        switch (c) {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        default:
            // No page may hold other control characters.
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
                html += c;
            }
        }
    }
    return html;
}

// The whole characters at the start of `bytes`; what follows may be the beginning of one.
std::size_t wholeCharacters(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const Utf8Step step = nextUtf8(bytes.substr(at));
        if (step.state == Utf8State::Unfinished) {
            break;
        }
        at += step.length;
    }
    return at;
}

std::string number(const char* format, double value) {
    char text[40];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string openingTag(const ReportToken& token) {
    std::string names = token.origin == TokenOrigin::Given ? "g" : token.origin == TokenOrigin::Chosen ? "c" : "";
    std::string tag = "<span";
    if (token.scored) {
        names += token.rawRank > 100 ? " r100" : token.rawRank > 10 ? " r10" : "";
        const double share = std::clamp(1.0 - token.rawProbability, 0.0, 1.0);
        tag += " style=\"background:rgba(var(--tint)," + number("%.3f", strongestTint * share) + ")\" title=\"" +
               number("%.4g", token.rawProbability * 100.0) + " % · #" + std::to_string(token.rawRank) + "\"";
    }
    return tag + (names.empty() ? ">" : " class=\"" + names + "\">");
}

// A character that several tokens make stands with the one that completes it.
std::string textOf(const std::vector<ReportToken>& tokens) {
    std::string html, pending;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        pending += tokens[i].bytes;
        const std::size_t whole = i + 1 == tokens.size() ? pending.size() : wholeCharacters(pending);
        const std::string shown =
            tokens[i].bytes.empty() ? escaped(tokens[i].piece) : escaped(std::string_view(pending).substr(0, whole));
        if (!tokens[i].bytes.empty()) {
            pending.erase(0, whole);
        }
        html += openingTag(tokens[i]) + shown + "</span>";
    }
    return html;
}

void addTable(std::string& html, const std::string& title,
              const std::vector<std::pair<std::string, std::string>>& rows) {
    if (rows.empty()) {
        return;
    }
    html += "<h3>" + escaped(title) + "</h3>\n<table>\n";
    for (const auto& [name, value] : rows) {
        html += "<tr><td>" + escaped(name) + "</td><td>" + escaped(value) + "</td></tr>\n";
    }
    html += "</table>\n";
}

} // namespace

std::string htmlReport(const std::vector<ReportRun>& runs, const ReportWords& words) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"" + escaped(words.language) +
        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>" +
        escaped(words.title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<h1>" + escaped(words.title) +
        "</h1>\n<p class=\"legend\">" + escaped(words.legend) + "</p>\n";
    for (const ReportRun& run : runs) {
        html += "<section>\n<h2>" + escaped(run.title) + "</h2>\n<h3>" + escaped(words.prompt) + "</h3>\n<pre>" +
                escaped(run.prompt) + "</pre>\n<h3>" + escaped(words.text) + "</h3>\n<div class=\"text\">" +
                textOf(run.tokens) + "</div>\n";
        addTable(html, words.settings, run.settings);
        addTable(html, words.figures, run.figures);
        html += "</section>\n";
    }
    return html + "</body>\n</html>\n";
}

} // namespace logitscope
