#include "app/gui/model_dialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/format.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFormLayout>
#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace logitscope {

ModelDialog::ModelDialog(const ModelInfo& info, bool hasVocabulary, const QString& card, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(QString::fromStdString(info.displayName));
    const Theme& theme = Theme::instance();
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(theme.grid(3));
    form->setVerticalSpacing(theme.grid(0.5));
    const auto add = [&](const QString& name, const QString& value) {
        auto* label = new QLabel(value, this);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setWordWrap(true);
        form->addRow(name, label);
    };
    const auto count = [](std::size_t number) { return countText(static_cast<qint64>(number)); };
    const ModelConfig& config = info.config;
    const std::string_view type = traitsOf(info.weightType).name;
    add(tr("File"), QDir::toNativeSeparators(QString::fromStdString(info.path)));
    add(tr("Format"), QString::fromStdString(info.fileFormat));
    add(tr("Architecture"), QString::fromStdString(config.architecture));
    add(tr("Parameters"),
        tr("%1, mostly %2, %3")
            .arg(count(info.parameterCount), QString::fromUtf8(type.data(), static_cast<int>(type.size())),
                 bytesText(info.weightBytes)));
    add(tr("Vocabulary"), hasVocabulary ? tr("%1 tokens").arg(count(config.vocabularySize))
                                        : tr("%1 ids, no pieces in the file").arg(count(config.vocabularySize)));
    add(tr("Context"), tr("%1 tokens").arg(count(config.contextLength)));
    add(tr("Layers"), tr("%1, each %2 wide, with %3 heads (%4 for keys and values) and a feed-forward of %5")
                          .arg(count(config.layerCount), count(config.embeddingLength), count(config.headCount),
                               count(config.keyValueHeadCount), count(config.feedForwardLength)));
    add(tr("KV cache"), tr("%1 per token").arg(bytesText(info.keyValueBytesPerToken)));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme.grid(3), theme.grid(3), theme.grid(3), theme.grid(2));
    column->setSpacing(theme.grid(2));
    column->addWidget(new Caption(tr("From the file"), this));
    column->addLayout(form);
    QFile file(card);
    if (!card.isEmpty() && file.open(QIODevice::ReadOnly)) {
        auto* page = new QTextBrowser(this);
        page->setOpenExternalLinks(true);
        page->setMarkdown(QString::fromUtf8(file.readAll()));
        column->addWidget(new Caption(tr("Card"), this));
        column->addWidget(page, 1);
        resize(theme.grid(90), theme.grid(90));
    } else {
        resize(theme.grid(70), sizeHint().height());
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

} // namespace logitscope
