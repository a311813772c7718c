#include "app/gui/key_map_dialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <vector>

namespace logitscope {

namespace {

struct Key {
    const char* keys;
    const char* meaning;
};
struct Group {
    const char* title;
    std::vector<Key> keys;
};

const std::vector<Group>& groups() {
    static const std::vector<Group> all{
        {QT_TRANSLATE_NOOP("KeyMap", "Writing"),
         {{"Ctrl+Enter", QT_TRANSLATE_NOOP("KeyMap", "Run: a new text from the prompt")},
          {"Space", QT_TRANSLATE_NOOP("KeyMap", "Step: one token more (outside text fields)")},
          {"Esc", QT_TRANSLATE_NOOP("KeyMap", "Stop")},
          {"Ctrl+Z   Ctrl+Y", QT_TRANSLATE_NOOP("KeyMap", "Undo, redo: prompt, chain, seed, branches")}}},
        {QT_TRANSLATE_NOOP("KeyMap", "Looking"),
         {{"←   →", QT_TRANSLATE_NOOP("KeyMap", "Previous, next token")},
          {"Home   End", QT_TRANSLATE_NOOP("KeyMap", "First token, what comes next")},
          {"↑   ↓", QT_TRANSLATE_NOOP("KeyMap", "Alternatives of the token")},
          {"Enter", QT_TRANSLATE_NOOP("KeyMap", "Take the alternative and go on from there")},
          {"Ctrl+I", QT_TRANSLATE_NOOP("KeyMap", "Insert text at this token, as a branch")},
          {"Ctrl+R", QT_TRANSLATE_NOOP("KeyMap", "Throw the die again at this token")},
          {"Ctrl+F", QT_TRANSLATE_NOOP("KeyMap", "Why not this token? Find one in the vocabulary")}}},
        {QT_TRANSLATE_NOOP("KeyMap", "Chain"),
         {{"Alt+↑   Alt+↓", QT_TRANSLATE_NOOP("KeyMap", "Move a sampler up or down")},
          {"Ctrl+←   Ctrl+→", QT_TRANSLATE_NOOP("KeyMap", "On a slider: from one usual value to the next")}}},
        {QT_TRANSLATE_NOOP("KeyMap", "Window"),
         {{"Ctrl+O", QT_TRANSLATE_NOOP("KeyMap", "Open a model or a session")},
          {"Ctrl+S", QT_TRANSLATE_NOOP("KeyMap", "Save the session")},
          {"Ctrl+E", QT_TRANSLATE_NOOP("KeyMap", "Export the text on screen")},
          {"Ctrl+B", QT_TRANSLATE_NOOP("KeyMap", "The tree of branches")},
          {"Ctrl+L", QT_TRANSLATE_NOOP("KeyMap", "To the prompt")},
          {"Ctrl+1", QT_TRANSLATE_NOOP("KeyMap", "Sampling lab")},
          {"Ctrl+2", QT_TRANSLATE_NOOP("KeyMap", "Compare lab")},
          {"F11", QT_TRANSLATE_NOOP("KeyMap", "Presentation mode")},
          {"F1", QT_TRANSLATE_NOOP("KeyMap", "This list")}}},
    };
    return all;
}

} // namespace

KeyMapDialog::KeyMapDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Keys"));
    const Theme& theme = Theme::instance();
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(theme.grid(4));
    grid->setVerticalSpacing(theme.grid(0.75));
    int row = 0;
    for (const Group& group : groups()) {
        if (row > 0) {
            grid->setRowMinimumHeight(row++, theme.grid(1));
        }
        grid->addWidget(new Caption(QCoreApplication::translate("KeyMap", group.title), this), row++, 0, 1, 2);
        for (const Key& key : group.keys) {
            auto* keys = new QLabel(QString::fromUtf8(key.keys), this);
            keys->setFont(theme.numberFont());
            grid->addWidget(keys, row, 0);
            grid->addWidget(new QLabel(QCoreApplication::translate("KeyMap", key.meaning), this), row++, 1);
        }
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.grid(3), theme.grid(3), theme.grid(3), theme.grid(2));
    column->setSpacing(theme.grid(2));
    column->addLayout(grid);
    column->addWidget(buttons);
}

} // namespace logitscope
