#include "core/text/pattern.h"

#include "core/base/utf8.h"

#include <new>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace logitscope {

namespace {

// PCRE2 counts the places that it comes back to for another try. Its own default (10 million) lets a run of ten
// million letters pass; memory is what would run out first.
constexpr std::uint32_t mostHeapKibibytes = 256 * 1024;

std::string pcreMessage(int code) {
    PCRE2_UCHAR buffer[256];
    const int length = pcre2_get_error_message(code, buffer, sizeof buffer);
    return length > 0 ? std::string(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(length))
                      : "error " + std::to_string(code);
}

struct MatchDataFree {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct CompileContextFree {
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

} // namespace

struct Pattern::Compiled {
    std::string source;
    pcre2_code* code = nullptr;
    pcre2_match_context* context = nullptr;

    Compiled() = default;
    Compiled(const Compiled&) = delete;
    Compiled& operator=(const Compiled&) = delete;
    ~Compiled() {
        pcre2_code_free(code);
        pcre2_match_context_free(context);
    }
};

Result<Pattern> Pattern::compile(std::string_view pattern) {
    const auto refuse = [pattern](const std::string& why) {
        return Error{"The pattern " + inQuotes(pattern, 200) + " cannot be used (" + replaceInvalidUtf8(why) + ")."};
    };
    if (pattern.find("&&") != pattern.npos) {
        return refuse("intersections of character classes are not supported");
    }
    auto compiled = std::make_shared<Compiled>();
    compiled->source = pattern;
    const std::unique_ptr<pcre2_compile_context, CompileContextFree> rules(pcre2_compile_context_create(nullptr));
    compiled->context = pcre2_match_context_create(nullptr);
    if (!rules || compiled->context == nullptr) {
        throw std::bad_alloc();
    }
    pcre2_set_newline(rules.get(), PCRE2_NEWLINE_LF);
    pcre2_set_heap_limit(compiled->context, mostHeapKibibytes);
    int problem = 0;
    PCRE2_SIZE place = 0;
    compiled->code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                      PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &problem, &place, rules.get());
    if (compiled->code == nullptr) {
        return refuse("at byte " + std::to_string(place) + ": " + pcreMessage(problem));
    }
    // Machine code where PCRE2 can make it for this machine; without it the same matches come slower.
    pcre2_jit_compile(compiled->code, PCRE2_JIT_COMPLETE);
    return Pattern(std::move(compiled));
}

Status Pattern::forEachMatch(std::string_view text,
                             const std::function<void(std::size_t begin, std::size_t end)>& take) const {
    const std::unique_ptr<pcre2_match_data, MatchDataFree> match(
        pcre2_match_data_create_from_pattern(m_compiled->code, nullptr));
    if (!match) {
        throw std::bad_alloc();
    }
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    for (std::size_t at = 0; at <= text.size();) {
        int found = pcre2_match(m_compiled->code, subject, text.size(), at, PCRE2_NO_UTF_CHECK, match.get(),
                                m_compiled->context);
        if (found == PCRE2_ERROR_JIT_STACKLIMIT) { // the interpreter keeps its stack on the heap
            found = pcre2_match(m_compiled->code, subject, text.size(), at, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
                                match.get(), m_compiled->context);
        }
        if (found == PCRE2_ERROR_NOMATCH) {
            break;
        }
        if (found < 0) {
            return Error{"The text is too much for the pattern " + inQuotes(m_compiled->source, 200) +
                         " of this vocabulary (" + pcreMessage(found) + "); shorten it."};
        }
        const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(match.get());
        if (bounds[0] < at || bounds[1] < bounds[0]) { // \K in a look-around: not a stretch of the text
            return Error{"The pattern " + inQuotes(m_compiled->source, 200) +
                         " of this vocabulary cannot split a text; choose another model."};
        }
        take(bounds[0], bounds[1]);
        at = bounds[1];
        if (bounds[0] == bounds[1]) {
            at += at < text.size() ? nextUtf8(text.substr(at)).length : 1;
        }
    }
    return {};
}

std::string literalPattern(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == '&' || byte < 0x20) { // "\&\&" would read as an intersection to compile()
            constexpr std::string_view digits = "0123456789abcdef";
            pattern += std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
            continue;
        }
        pattern += plain ? std::string(1, c) : std::string("\\") + c;
    }
    return pattern;
}

} // namespace logitscope
