#include "app/gui/preferences.h"

#include "core/sampling/sampler_catalog.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace logitscope {

namespace {

constexpr const char* themes[] = {"system", "light", "dark"}; // in the order of ThemeChoice

ThemeChoice themeFrom(const QString& name) {
    for (std::size_t i = 0; i < std::size(themes); ++i) {
        if (name == QLatin1String(themes[i])) {
            return static_cast<ThemeChoice>(i);
        }
    }
    return ThemeChoice::System;
}

} // namespace

QString preferencesFile() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/logitscope/logitscope.ini");
}

Preferences readPreferences(const QString& file) {
    const QSettings settings(file, QSettings::IniFormat);
    Preferences preferences;
    preferences.geometry = settings.value(QStringLiteral("window/geometry")).toByteArray();
    for (const QString& key : settings.allKeys()) {
        const QString prefix = QStringLiteral("splitters/");
        if (key.startsWith(prefix)) {
            preferences.splitters[key.mid(prefix.size())] = settings.value(key).toByteArray();
        }
    }
    preferences.hiddenPanels = settings.value(QStringLiteral("window/hidden_panels")).toStringList();
    preferences.asChat = settings.value(QStringLiteral("document/asChat"), true).toBool();
    if (settings.contains(QStringLiteral("document/prompt"))) {
        preferences.prompt = settings.value(QStringLiteral("document/prompt")).toString();
    }
    if (auto chain = chainFromJson(settings.value(QStringLiteral("document/chain")).toString().toStdString());
        chain.ok() && validate(*chain).ok()) {
        preferences.chain = std::move(*chain);
    }
    bool isNumber = false;
    if (const auto seed = settings.value(QStringLiteral("document/seed")).toString().toULongLong(&isNumber); isNumber) {
        preferences.seed = seed;
    }
    if (const int length = settings.value(QStringLiteral("document/max_tokens")).toInt(); length > 0) {
        preferences.stop.maxTokens = length;
    }
    for (const QString& text : settings.value(QStringLiteral("document/stop_texts")).toStringList()) {
        if (!text.isEmpty()) {
            preferences.stop.texts.push_back(text.toStdString());
        }
    }
    preferences.stop.atEndToken = settings.value(QStringLiteral("document/at_end_token"), true).toBool();
    preferences.theme = themeFrom(settings.value(QStringLiteral("look/theme")).toString());
    preferences.presentation = settings.value(QStringLiteral("look/presentation")).toBool();
    preferences.reduceMotion = settings.value(QStringLiteral("look/reduce_motion")).toBool();
    preferences.language = settings.value(QStringLiteral("look/language")).toString();
    preferences.precise = settings.value(QStringLiteral("engine/precise")).toBool();
    preferences.threads = std::clamp(settings.value(QStringLiteral("engine/threads")).toInt(), 0, 256);
    if (const int megabytes = settings.value(QStringLiteral("engine/logit_megabytes")).toInt(); megabytes > 0) {
        preferences.logitMegabytes = std::clamp(megabytes, leastLogitMegabytes, mostLogitMegabytes);
    }
    preferences.branches = settings.value(QStringLiteral("window/branches")).toBool();
    preferences.recent = settings.value(QStringLiteral("models/recent")).toStringList().mid(0, recentModels);
    return preferences;
}

Status writePreferences(const Preferences& preferences, const QString& file) {
    QDir().mkpath(QFileInfo(file).absolutePath());
    QSettings settings(file, QSettings::IniFormat);
    settings.setValue(QStringLiteral("window/geometry"), preferences.geometry);
    for (auto splitter = preferences.splitters.begin(); splitter != preferences.splitters.end(); ++splitter) {
        settings.setValue(QStringLiteral("splitters/") + splitter.key(), splitter.value());
    }
    settings.setValue(QStringLiteral("window/hidden_panels"), preferences.hiddenPanels);
    settings.setValue(QStringLiteral("document/prompt"), preferences.prompt.value_or(QString()));
    settings.setValue(QStringLiteral("document/asChat"), preferences.asChat);
    if (preferences.chain) {
        settings.setValue(QStringLiteral("document/chain"), QString::fromStdString(toJson(*preferences.chain)));
    }
    settings.setValue(QStringLiteral("document/seed"), QString::number(preferences.seed));
    settings.setValue(QStringLiteral("document/max_tokens"), preferences.stop.maxTokens);
    QStringList texts;
    for (const std::string& text : preferences.stop.texts) {
        texts << QString::fromStdString(text);
    }
    settings.setValue(QStringLiteral("document/stop_texts"), texts);
    settings.setValue(QStringLiteral("document/at_end_token"), preferences.stop.atEndToken);
    settings.setValue(QStringLiteral("look/theme"), QLatin1String(themes[static_cast<int>(preferences.theme)]));
    settings.setValue(QStringLiteral("look/presentation"), preferences.presentation);
    settings.setValue(QStringLiteral("look/reduce_motion"), preferences.reduceMotion);
    settings.setValue(QStringLiteral("look/language"), preferences.language);
    settings.setValue(QStringLiteral("engine/threads"), preferences.threads);
    settings.setValue(QStringLiteral("engine/precise"), preferences.precise);
    settings.setValue(QStringLiteral("engine/logit_megabytes"), preferences.logitMegabytes);
    settings.setValue(QStringLiteral("window/branches"), preferences.branches);
    settings.setValue(QStringLiteral("models/recent"), preferences.recent);
    settings.sync();
    if (settings.status() != QSettings::NoError) {
        return Error{QCoreApplication::translate("Preferences",
                                                 "The settings are not kept: '%1' cannot be written; make that folder "
                                                 "writable.")
                         .arg(QDir::toNativeSeparators(file))
                         .toStdString()};
    }
    return {};
}

} // namespace logitscope
