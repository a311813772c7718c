// A sampler's list as text: its entries, and what is typed to make one. Pure functions; GUI thread (they translate).
#pragma once

#include "core/base/result.h"
#include "core/sampling/sampler_catalog.h"
#include "core/text/tokenizer.h"

#include <QString>

namespace logitscope {

std::size_t listSize(const ListValue& value);
// One entry: “⏎”, or the token's text and id.
QString entryText(const ListValue& value, std::size_t index, const Tokenizer* tokenizer);
// The list without an entry.
ListValue without(ListValue value, std::size_t index);
// The list with one more at its end: a text as typed (\n, \t, \" and \\ stand for what they stand for in C), or a token
// (with this bias, in a list of biases). A sentence when the text cannot be read.
Result<ListValue> withText(ListValue value, const QString& typed);
ListValue withToken(ListValue value, TokenId token, double bias);

// "breakers 4", "2 biases, 1 banned": the lists of a stage that are not empty.
QString listsText(const SamplerSpec& stage);

} // namespace logitscope
