#include "app/gui/options.h"

#include <QCommandLineParser>

namespace logitscope {

namespace {

Error badValue(const QString& option, const QString& value, const QString& wanted) {
    return Error{QStringLiteral("--%1 %2: give %3.").arg(option, value, wanted).toStdString()};
}

std::optional<QSize> sizeFrom(const QString& text) {
    const QStringList parts = text.split(QLatin1Char('x'));
    bool wide = false, high = false;
    const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(&wide), parts[1].toInt(&high)) : QSize();
    const bool sane =
        wide && high && size.width() >= 320 && size.height() >= 240 && size.width() <= 16384 && size.height() <= 16384;
    return sane ? std::optional(size) : std::nullopt;
}

} // namespace

Result<Options> parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("See how a language model chooses its words."));
    parser.addPositionalArgument(QStringLiteral("file"),
                                 QStringLiteral("A model (a file or a folder) instead of the one in the box."),
                                 QStringLiteral("[model]"));
    const QCommandLineOption prompt(QStringLiteral("prompt"), QStringLiteral("Begin with this text."),
                                    QStringLiteral("text"));
    const QCommandLineOption screenshot(
        QStringLiteral("screenshot"),
        QStringLiteral("Write a picture of the window as soon as its text is complete, and end."),
        QStringLiteral("file.png"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("light or dark."), QStringLiteral("name"));
    const QCommandLineOption presentation(QStringLiteral("presentation"),
                                          QStringLiteral("Start in presentation mode."));
    const QCommandLineOption size(QStringLiteral("size"),
                                  QStringLiteral("Size of the window in pixels, such as 1440x900."),
                                  QStringLiteral("WxH"));
    const QCommandLineOption language(QStringLiteral("language"), QStringLiteral("en or ko."), QStringLiteral("code"));
    const QCommandLineOption measure(
        QStringLiteral("measure-start"),
        QStringLiteral(
            "Print the milliseconds from the start of the process to the first distribution on screen, and end."));
    parser.addOptions({prompt, screenshot, theme, presentation, size, language, measure});
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    if (!parser.parse(QStringList(QStringLiteral("logitscope")) + arguments)) {
        return Error{(parser.errorText() + QStringLiteral(" See --help.")).toStdString()};
    }
    Options options;
    if (parser.isSet(help)) {
        options.answer = parser.helpText();
        return options;
    }
    if (parser.isSet(version)) {
        options.answer = QStringLiteral("logitscope " LOGITSCOPE_VERSION "\n");
        return options;
    }
    if (parser.positionalArguments().size() > 1) {
        return Error{"Only one model can be opened; give one file."};
    }
    options.file = parser.positionalArguments().value(0);
    if (parser.isSet(prompt)) {
        options.prompt = parser.value(prompt);
    }
    options.screenshot = parser.value(screenshot);
    options.presentation = parser.isSet(presentation);
    options.language = parser.value(language);
    options.measureStart = parser.isSet(measure);
    if (parser.isSet(theme)) {
        const QString name = parser.value(theme);
        if (name != QLatin1String("light") && name != QLatin1String("dark")) {
            return badValue(QStringLiteral("theme"), name, QStringLiteral("light or dark"));
        }
        options.theme = name == QLatin1String("light") ? ThemeChoice::Light : ThemeChoice::Dark;
    }
    if (parser.isSet(size)) {
        options.size = sizeFrom(parser.value(size));
        if (!options.size) {
            return badValue(QStringLiteral("size"), parser.value(size), QStringLiteral("a size such as 1440x900"));
        }
    }
    if (parser.isSet(language) && options.language != QLatin1String("en") && options.language != QLatin1String("ko")) {
        return badValue(QStringLiteral("language"), options.language, QStringLiteral("en or ko"));
    }
    return options;
}

} // namespace logitscope
