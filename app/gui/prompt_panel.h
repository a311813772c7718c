// Where the text begins: the prompt, examples that suit the model, its length in tokens, and what is wrong with it.
#pragma once

#include "core/model/model_catalog.h"
#include "ui/bridge/prompt_meter.h"
#include "ui/bridge/run.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QMenu;
class QTimer;
class QToolButton;

namespace logitscope {

class Notice;
class PromptEdit;

class PromptPanel : public QWidget {
    Q_OBJECT

public:
    explicit PromptPanel(QWidget* parent = nullptr);

    void setExamples(const std::vector<CatalogExample>& examples);
    void setModel(std::shared_ptr<const RunModel> model); // null: none
    void setPrompt(const QString& prompt);
    void setAsChat(bool asChat);
    void setProblem(const QString& sentence); // empty: none
    QString problem() const;
    PromptEdit& editor() const { return *m_edit; }

signals:
    void promptChanged(const QString& prompt);
    void asChatChanged(bool asChat);
    void exampleChosen(const QString& prompt);

private:
    void measure();
    void showCount(std::size_t tokens);
    void restyle();

    std::shared_ptr<const RunModel> m_model;
    PromptMeter m_meter;
    QTimer* m_pause;
    PromptEdit* m_edit;
    QToolButton* m_examples;
    QMenu* m_menu;
    QCheckBox* m_chat; // shown for models with a chat template
    QLabel* m_count;
    Notice* m_notice;
};

} // namespace logitscope
