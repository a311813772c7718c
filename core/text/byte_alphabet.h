// The letters that byte-level BPE writes bytes with: Radford et al., "Language Models are Unsupervised Multitask
// Learners" (2019); the table is bytes_to_unicode() of github.com/openai/gpt-2, src/encoder.py.
//
// Printable bytes of Latin-1 stand for themselves, the other 68 for U+0100, U+0101, … in their order: a space is "Ġ".
// Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope {

// The letter of a byte, as UTF-8 (1 or 2 bytes).
std::string_view letterOfByte(std::uint8_t byte);

// The bytes that a piece is written for; empty when one of its characters is no letter of the alphabet.
std::optional<std::string> bytesOfLetters(std::string_view piece);

} // namespace logitscope
