#include "app/cli/printers.h"

#include "core/base/utf8.h"
#include "core/sampling/sampler_catalog.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <set>
#include <utility>

namespace logitscope {

namespace {

// Columns on the screen, counting each character as one.
std::size_t widthOf(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; // not inside a character
    }));
}

// At most `count` tokens: the kept ones by probability, then the others by raw logit.
std::vector<TokenOutcome> finalOrder(const ChainResult& result, int count) {
    std::vector<TokenOutcome> outcomes = result.topKept(count);
    if (static_cast<int>(outcomes.size()) < count) { // then these are all that were kept
        std::set<TokenId> kept;
        for (const TokenOutcome& outcome : outcomes) {
            kept.insert(outcome.token);
        }
        for (const TokenOutcome& outcome : result.topRaw(result.vocabularySize())) {
            if (!kept.contains(outcome.token) && static_cast<int>(outcomes.size()) < count) {
                outcomes.push_back(outcome);
            }
        }
    }
    return outcomes;
}

} // namespace

void printJson(std::ostream& out, const Json& document) {
    out << document.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

Table::Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}

void Table::addRow(std::vector<std::string> cells) {
    assert(cells.size() == m_columns.size());
    m_rows.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < m_columns.size(); ++c) {
        widths.push_back(widthOf(m_columns[c].title));
        for (const auto& row : m_rows) {
            widths[c] = std::max(widths[c], widthOf(row[c]));
        }
    }
    const auto printRow = [&](const auto& cellOf) {
        std::string line;
        for (std::size_t c = 0; c < m_columns.size(); ++c) {
            const std::string& cell = cellOf(c);
            const std::string padding(widths[c] - widthOf(cell), ' ');
            line += (c == 0 ? "" : "  ") + (m_columns[c].right ? padding + cell : cell + padding);
        }
        out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
    };
    printRow([&](std::size_t c) -> const std::string& { return m_columns[c].title; });
    for (const auto& row : m_rows) {
        printRow([&](std::size_t c) -> const std::string& { return row[c]; });
    }
}

std::string fixed(double value, int decimals) {
    if (std::isnan(value)) {
        return "–";
    }
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string percent(double share) {
    const double value = share * 100.0;
    if (value >= 10.0 || value == 0.0) {
        return fixed(value, value == 0.0 ? 0 : 1) + " %";
    }
    // Two significant figures; what is next to nothing is said so.
    if (value < 1e-6) {
        return "<0.000001 %";
    }
    const int decimals = 1 - static_cast<int>(std::floor(std::log10(value)));
    return fixed(value, std::max(decimals, 1)) + " %";
}

std::string byteCount(double bytes) {
    constexpr std::array units = {"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 1000.0 && unit + 1 < units.size()) {
        bytes /= 1000.0;
        ++unit;
    }
    return fixed(bytes, unit == 0 ? 0 : 1) + " " + units[unit];
}

std::string grouped(double count) {
    std::string digits = fixed(count, 0);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, 1, ' ');
    }
    return digits;
}

std::string visible(std::string_view text) {
    std::string shown;
    for (const char byte : replaceInvalidUtf8(text)) {
        const auto code = static_cast<unsigned char>(byte);
        if (byte == '\n') {
            shown += "\\n";
        } else if (byte == '\t') {
            shown += "\\t";
        } else if (code < 0x20 || code == 0x7F) {
            std::array<char, 5> escape{};
            std::snprintf(escape.data(), escape.size(), "\\x%02X", static_cast<unsigned>(code));
            shown += escape.data();
        } else {
            shown += byte;
        }
    }
    return shown;
}

Json pieceJson(const Tokenizer* tokenizer, TokenId token) {
    return tokenizer ? Json(std::string(tokenizer->pieceOf(token))) : Json();
}

std::string pieceText(const Tokenizer* tokenizer, TokenId token) {
    return tokenizer ? visible(tokenizer->pieceOf(token)) : std::string();
}

Json stagesJson(const std::vector<StageTrace>& stages) {
    Json list = Json::array();
    for (const StageTrace& stage : stages) {
        list.push_back({{"name", infoOf(stage.kind).name},
                        {"survivors", stage.survivors},
                        {"removed_mass", stage.removedMass},
                        {"entropy_bits", stage.entropyBits},
                        {"threshold", stage.threshold}});
        if (stage.uniform) {
            list.back()["uniform"] = *stage.uniform;
        }
    }
    return list;
}

Json chainJson(const ChainResult& result, const ChainSpec& chain, const Tokenizer* tokenizer, int count) {
    Json candidates = Json::array();
    for (const TokenOutcome& outcome : finalOrder(result, count)) {
        const Json cutBy =
            outcome.cutBy ? Json(infoOf(chain.stages[static_cast<std::size_t>(*outcome.cutBy)].kind()).name) : Json();
        candidates.push_back({{"id", numberOf(outcome.token)},
                              {"piece", pieceJson(tokenizer, outcome.token)},
                              {"logit", outcome.rawLogit},
                              {"raw_probability", outcome.rawProbability},
                              {"probability", outcome.probability},
                              {"cut_by", cutBy}});
    }
    return {{"candidates", std::move(candidates)}, {"stages", stagesJson(result.stages())}};
}

void printChain(std::ostream& out, const ChainResult& result, const ChainSpec& chain, const Tokenizer* tokenizer,
                int count) {
    Table tokens({{"id"}, {"token", false}, {"logit"}, {"raw"}, {"final"}, {"cut by", false}});
    double shown = 0.0;
    int rows = 0;
    for (const TokenOutcome& outcome : finalOrder(result, count)) {
        tokens.addRow(
            {std::to_string(numberOf(outcome.token)), pieceText(tokenizer, outcome.token), fixed(outcome.rawLogit, 3),
             percent(outcome.rawProbability), outcome.cutBy ? "–" : percent(outcome.probability),
             outcome.cutBy ? infoOf(chain.stages[static_cast<std::size_t>(*outcome.cutBy)].kind()).name : ""});
        shown += outcome.probability;
        ++rows;
    }
    tokens.print(out);
    if (rows < result.vocabularySize()) {
        out << grouped(result.vocabularySize() - rows) << " more tokens, " << percent(std::max(0.0, 1.0 - shown))
            << " of the final probability\n";
    }
    out << '\n';
    Table stages({{"stage", false}, {"survivors"}, {"removed"}, {"entropy (bits)"}, {"threshold"}});
    stages.addRow({"(raw)", std::to_string(result.vocabularySize()), "", fixed(result.rawEntropyBits(), 3), ""});
    for (const StageTrace& stage : result.stages()) {
        stages.addRow({infoOf(stage.kind).name, std::to_string(stage.survivors), percent(stage.removedMass),
                       fixed(stage.entropyBits, 3), fixed(stage.threshold, 4)});
    }
    stages.print(out);
    for (const StageTrace& stage : result.stages()) {
        if (stage.blocked) {
            out << infoOf(stage.kind).name << " would have ruled out every token, so it ruled out none.\n";
        }
    }
}

Json stepJson(const StepRecord& step, const Tokenizer* tokenizer) {
    return {{"position", numberOf(step.position)},       {"id", numberOf(step.token)},
            {"piece", pieceJson(tokenizer, step.token)}, {"uniform", step.uniform},
            {"probability", step.probability},           {"raw_probability", step.rawProbability},
            {"entropy_bits", step.entropyBits},          {"stages", stagesJson(step.stages)}};
}

const char* finishName(FinishReason finish) {
    switch (finish) {
    case FinishReason::EndToken:
    case FinishReason::StopText:
        return "stop";
    case FinishReason::Length:
    case FinishReason::ContextFull:
        return "length";
    case FinishReason::Cancelled:
        break;
    }
    return "cancelled";
}

} // namespace logitscope
