#include "core/text/tokenizer_json_rules.h"

#include "core/base/utf8.h"
#include "core/text/pre_tokenizer_names.h"

#include <array>
#include <string_view>
#include <utility>

namespace logitscope {

namespace {

constexpr const char* metaSpace = "▁"; // U+2581

// Sequences may hold sequences; files go one deep.
constexpr int deepestSequence = 8;

Error unsupported(const std::string& what) { return {what + " is not supported"}; }

std::string typeOf(const Json& part) {
    const std::string* type = stringIn(part, "type");
    return type ? *type : "";
}

// Calls `read` with the part, or with the parts of a Sequence one by one.
template<typename Read>
Status forEachPart(const Json& part, const char* listKey, const Read& read, int depth = 0) {
    if (typeOf(part) != "Sequence") {
        return read(part);
    }
    const Json* list = memberOf(part, listKey);
    if (!list || !list->is_array() || depth == deepestSequence) {
        return unsupported(std::string("a Sequence without ") + listKey + " or deep in others");
    }
    for (const Json& inner : *list) {
        if (Status status = forEachPart(inner, listKey, read, depth + 1); !status) {
            return status;
        }
    }
    return {};
}

std::optional<std::string> decodedBase64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == digits.npos) {
            return std::nullopt;
        }
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFF);
        }
    }
    return bytes;
}

// {"Regex": …} or {"String": …}
std::optional<std::string> patternIn(const Json& part) {
    const Json* pattern = memberOf(part, "pattern");
    if (!pattern) {
        return std::nullopt;
    }
    if (const std::string* regex = stringIn(*pattern, "Regex")) {
        // The same match in one try for each run of spaces, not one from each of its places.
        return *regex == R"(\s+$)" ? R"((?<!\s)\s+$)" : *regex;
    }
    const std::string* text = stringIn(*pattern, "String");
    return text ? std::optional(literalPattern(*text)) : std::nullopt;
}

std::optional<SplitBehavior> behaviorIn(const Json& part) {
    constexpr std::array<std::pair<std::string_view, SplitBehavior>, 5> names{{
        {"Isolated", SplitBehavior::Isolated},
        {"Removed", SplitBehavior::Removed},
        {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
        {"MergedWithNext", SplitBehavior::MergedWithNext},
        {"Contiguous", SplitBehavior::Contiguous},
    }};
    const std::string* name = stringIn(part, "behavior");
    for (const auto& [known, behavior] : names) {
        if (name && *name == known) {
            return behavior;
        }
    }
    return name ? std::nullopt : std::optional(SplitBehavior::Isolated);
}

Status readReplace(const Json& part, TextRules& rules) {
    const Json* pattern = memberOf(part, "pattern");
    const std::string* content = stringIn(part, "content");
    const std::string* text = pattern ? stringIn(*pattern, "String") : nullptr;
    const std::string* regex = pattern ? stringIn(*pattern, "Regex") : nullptr;
    if (text && content && *text == " " && *content == metaSpace) {
        rules.metaSpace = true;
        return {};
    }
    if (regex && content && *regex == " {2,}" && (*content == " " || *content == metaSpace)) {
        rules.joinsSpaces = true;
        return {};
    }
    return unsupported("the normalizer Replace of " + inQuotes(text ? *text : regex ? *regex : "?"));
}

Status readNormalizer(const Json& part, TextRules& rules) {
    const std::string type = typeOf(part);
    if (type == "NFC") {
        return {}; // tokenizer_json.h says why
    }
    if (type == "Replace") {
        return readReplace(part, rules);
    }
    if (type == "Strip") {
        rules.joinsSpaces = true;
        return {};
    }
    if (type == "Prepend") {
        const std::string* prefix = stringIn(part, "prepend");
        if (!prefix || *prefix != metaSpace) {
            return unsupported("the normalizer Prepend of anything but ▁");
        }
        rules.spacePrefix = SpacePrefix::Always;
        return {};
    }
    if (type == "Precompiled") {
        const std::string* map = stringIn(part, "precompiled_charsmap");
        auto bytes = map ? decodedBase64(*map) : std::string();
        if (!bytes) {
            return Error{"its precompiled_charsmap is not base64"};
        }
        rules.charsMap = std::move(*bytes);
        return {};
    }
    return unsupported("the normalizer " + inQuotes(type));
}

Status readMetaspace(const Json& part, TextRules& rules) {
    const std::string* replacement = stringIn(part, "replacement");
    if ((replacement && *replacement != metaSpace) || !rules.splits.empty() || rules.byteLevel) {
        return unsupported("a pre-tokenizer Metaspace after other steps, or with anything but ▁");
    }
    const std::string* scheme = stringIn(part, "prepend_scheme");
    const bool prefixes = booleanIn(part, "add_prefix_space").value_or(true); // before schemes there was this
    if (scheme ? *scheme == "always" : prefixes) {
        rules.spacePrefix = SpacePrefix::WhereMissing;
    } else if (scheme && *scheme == "first") {
        rules.spacePrefix = SpacePrefix::FirstWhereMissing;
    }
    rules.metaSpace = true;
    if (booleanIn(part, "split").value_or(true)) {
        rules.splits.push_back({metaSpace, SplitBehavior::MergedWithNext});
    }
    return {};
}

// After ByteLevel a text is made of its letters: only plain digits are what they were.
Status readAfterBytes(const Json& part, TextRules& rules) {
    const std::string type = typeOf(part);
    const std::string pattern = patternIn(part).value_or("");
    if (type == "Digits") {
        rules.splits.push_back({booleanIn(part, "individual_digits").value_or(false) ? "[0-9]" : "[0-9]+"});
        return {};
    }
    if (type == "Split" && !pattern.empty() && pattern.find_first_not_of("[0-9]{},+") == pattern.npos &&
        behaviorIn(part)) {
        rules.splits.push_back({pattern, *behaviorIn(part), booleanIn(part, "invert").value_or(false)});
        return {};
    }
    return unsupported("the pre-tokenizer " + inQuotes(type) + " after ByteLevel");
}

Status readPreTokenizer(const Json& part, TextRules& rules) {
    const std::string type = typeOf(part);
    if (rules.byteLevel) {
        return readAfterBytes(part, rules);
    }
    if (type == "ByteLevel") {
        if (booleanIn(part, "add_prefix_space").value_or(true)) {
            if (!rules.splits.empty()) { // each stretch would get a space of its own
                return unsupported("the pre-tokenizer ByteLevel with add_prefix_space after other steps");
            }
            rules.spacePrefix = SpacePrefix::WhereMissing;
        }
        if (booleanIn(part, "use_regex").value_or(true)) {
            rules.splits.push_back({std::string(gpt2Pattern)});
        }
        rules.byteLevel = true;
        return {};
    }
    if (type == "Metaspace") {
        return readMetaspace(part, rules);
    }
    const auto behavior = behaviorIn(part);
    if (!behavior) {
        return unsupported("the behavior " + inQuotes(*stringIn(part, "behavior")));
    }
    if (type == "Split") {
        auto pattern = patternIn(part);
        if (!pattern) {
            return Error{"a pre-tokenizer Split has no pattern"};
        }
        rules.splits.push_back({std::move(*pattern), *behavior, booleanIn(part, "invert").value_or(false)});
        return {};
    }
    if (type == "Digits") {
        rules.splits.push_back({booleanIn(part, "individual_digits").value_or(false) ? R"(\p{N})" : R"(\p{N}+)"});
        return {};
    }
    if (type == "Punctuation") {
        rules.splits.push_back({R"([\p{P}!-/:-@\[-`{-~])", *behavior});
        return {};
    }
    if (type == "Whitespace") {
        rules.splits.push_back({R"(\w+|[^\w\s]+)", SplitBehavior::Removed, true});
        return {};
    }
    return unsupported("the pre-tokenizer " + inQuotes(type));
}

// The spelling of {"SpecialToken": {"id": …}}.
const std::string* specialTokenIn(const Json& part) {
    const Json* token = memberOf(part, "SpecialToken");
    return token ? stringIn(*token, "id") : nullptr;
}

Status readTemplate(const Json& part, AddedEnds& ends) {
    const Json* single = memberOf(part, "single");
    bool textSeen = false;
    if (!single || !single->is_array()) {
        return Error{"its TemplateProcessing has no list 'single'"};
    }
    for (const Json& element : *single) {
        const std::string* token = specialTokenIn(element);
        if (!token) {
            textSeen = true;
            continue;
        }
        auto& place = textSeen ? ends.end : ends.begin;
        if (place) {
            return unsupported("a TemplateProcessing with several tokens on one side of the text");
        }
        place = *token;
    }
    return {};
}

Status readPostProcessor(const Json& part, AddedEnds& ends) {
    const std::string type = typeOf(part);
    if (type == "ByteLevel") {
        return {};
    }
    if (type == "TemplateProcessing") {
        return readTemplate(part, ends);
    }
    if (type == "RobertaProcessing" || type == "BertProcessing") {
        for (const auto& [key, place] : {std::pair("cls", &ends.begin), std::pair("sep", &ends.end)}) {
            const Json* pair = memberOf(part, key);
            if (!pair || !pair->is_array() || pair->empty() || !(*pair)[0].is_string()) {
                return Error{"its " + type + " has no " + key};
            }
            *place = (*pair)[0].get<std::string>();
        }
        return {};
    }
    return unsupported("the post-processor " + inQuotes(type));
}

} // namespace

Result<TextRules> readTextRules(const Json& root) {
    TextRules rules;
    if (const Json* normalizer = memberOf(root, "normalizer")) {
        const auto read = [&rules](const Json& part) { return readNormalizer(part, rules); };
        if (Status status = forEachPart(*normalizer, "normalizers", read); !status) {
            return status.error();
        }
    }
    if (const Json* preTokenizer = memberOf(root, "pre_tokenizer")) {
        const auto read = [&rules](const Json& part) -> Status {
            // Words without their spaces go to Metaspace: as a run of spaces that counts as one.
            if (typeOf(part) == "WhitespaceSplit") {
                rules.joinsSpaces = true;
                return {};
            }
            return readPreTokenizer(part, rules);
        };
        if (Status status = forEachPart(*preTokenizer, "pretokenizers", read); !status) {
            return status.error();
        }
    }
    return rules;
}

Result<AddedEnds> readAddedEnds(const Json& root) {
    AddedEnds ends;
    if (const Json* processor = memberOf(root, "post_processor")) {
        const auto read = [&ends](const Json& part) { return readPostProcessor(part, ends); };
        if (Status status = forEachPart(*processor, "processors", read); !status) {
            return status.error();
        }
    }
    return ends;
}

} // namespace logitscope
