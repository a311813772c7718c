// What the program remembers from one start to the next: one INI file in the user's settings folder.
//
// A damaged value is ignored and its default stands. Saving that fails is a sentence, told once.
#pragma once

#include "core/base/result.h"
#include "core/decoding/request.h"
#include "ui/theme/theme.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace logitscope {

struct Preferences {
    QByteArray geometry;                 // of the window
    QMap<QString, QByteArray> splitters; // by object name
    QStringList hiddenPanels;            // by object name
    std::optional<QString> prompt;
    bool asChat = true;
    std::optional<ChainSpec> chain;
    std::uint64_t seed = 7;
    StopRules stop{.texts = {}, .maxTokens = 100};
    ThemeChoice theme = ThemeChoice::System;
    bool presentation = false;
    bool reduceMotion = false;
    QString language;         // "ko"; empty follows the system
    int threads = 0;          // 0: all usable cores
    bool precise = false;     // quantised weights times activations as they are
    QStringList recent;       // model files, latest first
    int logitMegabytes = 512; // memory for the distributions of earlier places
    bool branches = false;    // whether the tree of branches is shown
};

constexpr int recentModels = 8;
constexpr int leastLogitMegabytes = 64, mostLogitMegabytes = 16384;

QString preferencesFile(); // the usual place
Preferences readPreferences(const QString& file);
Status writePreferences(const Preferences& preferences, const QString& file);

} // namespace logitscope
