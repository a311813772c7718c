#include "app/gui/application.h"

#include "app/gui/first_picture.h"
#include "app/gui/main_window.h"
#include "app/gui/options.h"
#include "app/gui/preferences.h"
#include "ui/bridge/session_slot.h"

#include <QApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <unistd.h>

namespace logitscope {

namespace {

// Milliseconds since the kernel made this process, loading of libraries included.
double millisecondsSinceStart() {
    QFile stat(QStringLiteral("/proc/self/stat")), uptime(QStringLiteral("/proc/uptime"));
    if (!stat.open(QIODevice::ReadOnly) || !uptime.open(QIODevice::ReadOnly)) {
        return 0.0;
    }
    // Field 22, counted behind the program's name, which may hold spaces.
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    const double started = fields.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return (uptime.readAll().split(' ').value(0).toDouble() - started) * 1000.0;
}

void say(const QString& sentence) { std::fprintf(stderr, "%s\n", qPrintable(sentence)); }

// --help and --version are answered on a machine without a screen too, where a QApplication would end the program.
bool asksForWords(int argc, char** argv) {
    return std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
        return argument == "--help" || argument == "-h" || argument == "--version" || argument == "-v";
    });
}

void installTranslations(QApplication& application, const QString& language) {
    const QLocale locale = language.isEmpty() ? QLocale() : QLocale(language);
    QLocale::setDefault(locale);
    for (const auto& [name, folder] :
         {std::pair(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)),
          std::pair(QStringLiteral("logitscope"), QStringLiteral(":/i18n"))}) {
        auto* translator = new QTranslator(&application);
        if (translator->load(locale, name, QStringLiteral("_"), folder)) {
            QApplication::installTranslator(translator);
        }
    }
}

void takePicture(MainWindow& window, const QString& file) {
    new FirstPicture(window, [&window, file](bool shows) {
        const QString problem = window.modelProblem();
        const bool written = window.grab().save(file);
        if (!written) {
            say(QStringLiteral("The picture '%1' cannot be written; check its folder and that it ends in .png.")
                    .arg(file));
        } else if (!shows) {
            say(problem.isEmpty() ? QStringLiteral("The window shows no distribution.") : problem);
        }
        QApplication::exit(written && shows ? 0 : 1);
    });
}

} // namespace

int runGui(int argc, char** argv) {
    if (asksForWords(argc, argv)) {
        QCoreApplication application(argc, argv);
        const auto options = parseOptions(QCoreApplication::arguments().mid(1));
        if (options && !options->answer.isEmpty()) {
            std::fputs(qPrintable(options->answer), stdout);
            return 0;
        }
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("logitscope"));
    QApplication::setApplicationVersion(QStringLiteral(LOGITSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("logitscope"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/logitscope.svg")));

    const auto options = parseOptions(QApplication::arguments().mid(1));
    if (!options) {
        say(QString::fromStdString(options.error().message));
        return 2;
    }
    // A picture or a measurement is the same for everybody: it neither reads nor writes the person's settings.
    const bool personal = options->screenshot.isEmpty() && !options->measureStart;
    const QString settingsFile = personal ? preferencesFile() : QString();
    Preferences preferences = personal ? readPreferences(settingsFile) : Preferences();
    preferences.theme = options->theme.value_or(personal ? preferences.theme : ThemeChoice::Light);
    preferences.presentation = preferences.presentation || options->presentation;
    if (options->prompt) {
        preferences.prompt = options->prompt;
    }
    installTranslations(application, options->language.isEmpty() ? preferences.language : options->language);

    Theme& theme = Theme::instance();
    theme.setChoice(preferences.theme);
    theme.setPresentation(preferences.presentation);
    theme.setReduceMotion(preferences.reduceMotion);
    theme.apply(application);

    MainWindow window(preferences, settingsFile, personal ? sessionsFolder() : QString());
    if (options->size) {
        window.resize(*options->size);
    }
    window.show();
    window.openFirst(options->file, personal ? options->prompt : std::nullopt);
    if (options->measureStart) {
        new FirstDistribution(window, [] {
            std::printf("first distribution after %.0f ms\n", millisecondsSinceStart());
            QApplication::exit(0);
        });
    }
    if (!options->screenshot.isEmpty()) {
        takePicture(window, options->screenshot);
    }
    return QApplication::exec();
}

} // namespace logitscope
