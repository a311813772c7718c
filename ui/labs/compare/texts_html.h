// The columns' texts to be read: one paragraph each, what all have in common muted, a mark where they part, what
// repeats itself underlined. Pure (it reads the theme: GUI thread).
#pragma once

#include "ui/labs/compare/compare_runs.h"

#include <QString>

#include <optional>

namespace logitscope {

QString textsHtml(const CompareRuns& runs, std::optional<std::size_t> firstDifference);

} // namespace logitscope
