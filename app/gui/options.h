// The command line of the window.
#pragma once

#include "core/base/result.h"
#include "ui/theme/theme.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace logitscope {

struct Options {
    QString file;                  // a model; empty: the first of the box
    std::optional<QString> prompt; // instead of the last session's
    QString screenshot;            // a PNG to write; the program ends after it
    std::optional<ThemeChoice> theme;
    bool presentation = false;
    std::optional<QSize> size;
    QString language;          // "ko"; empty: preferences, then the system
    bool measureStart = false; // print the milliseconds to the first distribution and end

    QString answer; // --help, --version: what to print instead of a window
};

// `arguments` without the program's name. The error is one sentence.
Result<Options> parseOptions(const QStringList& arguments);

} // namespace logitscope
