// What the commands print: aligned tables, numbers with their units, and the JSON of CLI.md. Pure functions.
#pragma once

#include "core/decoding/step_record.h"
#include "core/sampling/chain.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

using Json = nlohmann::ordered_json; // keeps the documented order of the fields

// One line; NaN and infinities become null, broken UTF-8 U+FFFD.
void printJson(std::ostream& out, const Json& document);

// Columns as wide as their widest cell; numbers (`right`) to the right, the rest to the left.
class Table {
public:
    struct Column {
        std::string title;
        bool right = true;
    };
    explicit Table(std::vector<Column> columns);
    void addRow(std::vector<std::string> cells); // one per column
    void print(std::ostream& out) const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

std::string fixed(double value, int decimals); // "1.50"; "–" for NaN
std::string percent(double share);             // "38.2 %", "4.1 %", "0.034 %"
std::string byteCount(double bytes);           // "11.0 MB", powers of 1000
std::string grouped(double count);             // "5 512 448"
// A piece or text on one line: control characters as \n or \x07, broken UTF-8 as U+FFFD.
std::string visible(std::string_view text);

// The vocabulary's spelling of a token; null without a vocabulary.
Json pieceJson(const Tokenizer* tokenizer, TokenId token);
std::string pieceText(const Tokenizer* tokenizer, TokenId token);

// What a chain made of a row: at most `count` tokens in final order, then the cut ones, and every stage.
Json chainJson(const ChainResult& result, const ChainSpec& chain, const Tokenizer* tokenizer, int count);
void printChain(std::ostream& out, const ChainResult& result, const ChainSpec& chain, const Tokenizer* tokenizer,
                int count);

Json stagesJson(const std::vector<StageTrace>& stages);
Json stepJson(const StepRecord& step, const Tokenizer* tokenizer);
const char* finishName(FinishReason finish); // "stop", "length", "cancelled"

} // namespace logitscope
