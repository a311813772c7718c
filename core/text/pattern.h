// A regular expression over UTF-8 text, through PCRE2 (pcre.org), in the dialect that tokenizers write theirs in:
// Unicode properties for \s, \d, \w; ^ and $ at line ends, as Oniguruma's Ruby syntax has them.
//
// Immutable after compile(), any thread; copies share the compiled form. No pattern can take memory or time without
// end: past PCRE2's limits forEachMatch() fails.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace logitscope {

class Pattern {
public:
    // Fails on what PCRE2 cannot read; the sentence quotes the pattern. Character class intersections (&&) are refused:
    // PCRE2 reads them as letters.
    static Result<Pattern> compile(std::string_view pattern);

    // Calls `take` with each match from left to right, as [begin, end) in bytes; matches may be empty, and after an
    // empty one the search goes on a character further. `text` is valid UTF-8.
    Status forEachMatch(std::string_view text,
                        const std::function<void(std::size_t begin, std::size_t end)>& take) const;

private:
    struct Compiled;
    explicit Pattern(std::shared_ptr<const Compiled> compiled) : m_compiled(std::move(compiled)) {}

    std::shared_ptr<const Compiled> m_compiled;
};

// The pattern that matches exactly this text.
std::string literalPattern(std::string_view text);

} // namespace logitscope
