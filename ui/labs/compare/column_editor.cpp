#include "ui/labs/compare/column_editor.h"

#include "ui/theme/theme.h"
#include "ui/widgets/chain_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace logitscope {

ColumnEditor::ColumnEditor(CompareRuns& runs, Workbench& bench, int columnId, QWidget* parent)
    : QDialog(parent), m_runs(runs), m_bench(bench), m_id(columnId), m_name(new QLineEdit(this)),
      m_model(new QComboBox(this)), m_ownPrompt(new QCheckBox(tr("A prompt of its own"), this)),
      m_prompt(new QPlainTextEdit(this)), m_ownChain(new QCheckBox(tr("A chain of its own"), this)),
      m_chain(new ChainPanel(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    const Theme& theme = Theme::instance();
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setAccessibleName(tr("Name of the column"));
    m_model->setObjectName(QStringLiteral("model"));
    m_model->setAccessibleName(tr("Model of the column"));
    m_ownPrompt->setObjectName(QStringLiteral("own_prompt"));
    m_ownPrompt->setToolTip(tr("Off: the column goes on with the prompt on the left of the window."));
    m_prompt->setObjectName(QStringLiteral("prompt"));
    m_prompt->setAccessibleName(tr("Prompt of the column"));
    m_prompt->setTabChangesFocus(true);
    m_prompt->setFixedHeight(theme.grid(10));
    m_ownChain->setObjectName(QStringLiteral("own_chain"));
    m_ownChain->setToolTip(tr("Off: the column uses the chain on the left of the window."));
    m_model->addItem(QString());
    m_model->addItem(QString());

    auto* form = new QFormLayout;
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Model"), m_model);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* rows = new QVBoxLayout(this);
    rows->addLayout(form);
    rows->addWidget(m_ownPrompt);
    rows->addWidget(m_prompt);
    rows->addWidget(m_ownChain);
    rows->addWidget(m_chain, 1);
    rows->addWidget(buttons);
    resize(theme.grid(44), theme.grid(72));

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(m_name, &QLineEdit::textEdited, this, &ColumnEditor::change);
    connect(m_model, &QComboBox::activated, this, &ColumnEditor::change);
    connect(m_ownPrompt, &QCheckBox::toggled, this, &ColumnEditor::change);
    connect(m_prompt, &QPlainTextEdit::textChanged, this, &ColumnEditor::change);
    connect(m_ownChain, &QCheckBox::toggled, this, &ColumnEditor::change);
    connect(m_chain, &ChainPanel::chainChanged, this, &ColumnEditor::change);
    connect(&runs, &CompareRuns::columnsChanged, this, &ColumnEditor::showColumn);
    showColumn();
}

std::optional<std::size_t> ColumnEditor::column() const {
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        if (m_runs.columns()[i].id == m_id) {
            return i;
        }
    }
    return std::nullopt;
}

void ColumnEditor::showColumn() {
    const auto at = column();
    if (!at) {
        close();
        return;
    }
    m_showing = true;
    const ColumnSettings& settings = m_runs.columns()[*at];
    const ColumnRecipe recipe = m_runs.recipeOf(*at);
    setWindowTitle(tr("Column %1").arg(columnLetter(*at)));
    if (m_name->text() != settings.name) {
        m_name->setText(settings.name);
    }
    m_name->setPlaceholderText(m_runs.titleOf(*at));
    const auto nameOf = [](const std::shared_ptr<const RunModel>& model, const QString& none) {
        return model ? QString::fromStdString(model->info.displayName) : none;
    };
    m_model->setItemText(0, nameOf(m_bench.model(), tr("no model")));
    m_model->setItemText(1, nameOf(m_bench.secondModel().model(), tr("second model: open one first")));
    const bool hasSecond = m_bench.secondModel().model() != nullptr;
    qobject_cast<QStandardItemModel*>(m_model->model())
        ->item(1)
        ->setEnabled(hasSecond || settings.slot == ModelSlot::Second);
    m_model->setCurrentIndex(static_cast<int>(settings.slot));
    m_ownPrompt->setChecked(settings.prompt.has_value());
    m_prompt->setEnabled(settings.prompt.has_value());
    if (m_prompt->toPlainText() != recipe.prompt) {
        m_prompt->setPlainText(recipe.prompt);
    }
    m_ownChain->setChecked(settings.chain.has_value());
    m_chain->setEnabled(settings.chain.has_value());
    m_chain->setChain(recipe.chain);
    m_showing = false;
}

void ColumnEditor::change() {
    const auto at = column();
    if (m_showing || !at) {
        return;
    }
    ColumnSettings settings = m_runs.columns()[*at];
    settings.name = m_name->text();
    settings.slot = static_cast<ModelSlot>(m_model->currentIndex());
    settings.prompt = m_ownPrompt->isChecked() ? std::optional(m_prompt->toPlainText()) : std::nullopt;
    settings.chain = m_ownChain->isChecked() ? std::optional(m_chain->chain()) : std::nullopt;
    m_runs.setColumn(*at, std::move(settings));
}

} // namespace logitscope
