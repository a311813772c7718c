// The field that the prompt is typed into. Its edits belong to the document's undo history, not to one of its own.
#pragma once

#include <QPlainTextEdit>

namespace logitscope {

class PromptEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit PromptEdit(QWidget* parent = nullptr);

    // Exactly what was typed: toPlainText() would turn no-break spaces into spaces.
    QString prompt() const;
    void setPrompt(const QString& prompt); // keeps the caret where it can; emits promptEdited() only when it differs

signals:
    void promptEdited(const QString& prompt);

protected:
    bool event(QEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
};

} // namespace logitscope
