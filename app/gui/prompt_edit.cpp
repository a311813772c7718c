#include "app/gui/prompt_edit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>

namespace logitscope {

PromptEdit::PromptEdit(QWidget* parent) : QPlainTextEdit(parent) {
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    connect(this, &QPlainTextEdit::textChanged, this, [this] { emit promptEdited(prompt()); });
}

QString PromptEdit::prompt() const {
    QString text = document()->toRawText();
    text.replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
    text.replace(QChar::LineSeparator, QLatin1Char('\n'));
    return text;
}

void PromptEdit::setPrompt(const QString& prompt) {
    if (prompt == this->prompt()) {
        return;
    }
    const int caret = textCursor().position();
    setPlainText(prompt);
    QTextCursor cursor = textCursor();
    cursor.setPosition(static_cast<int>(std::min<qsizetype>(caret, document()->characterCount() - 1)));
    setTextCursor(cursor);
}

bool PromptEdit::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore(); // the window's
            return false;
        }
    }
    return QPlainTextEdit::event(event);
}

bool PromptEdit::canInsertFromMimeData(const QMimeData* source) const {
    return source->hasText() && !source->hasUrls(); // files are for the window
}

void PromptEdit::insertFromMimeData(const QMimeData* source) {
    if (canInsertFromMimeData(source)) {
        insertPlainText(source->text());
    }
}

} // namespace logitscope
