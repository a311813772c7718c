#include "ui/labs/sampling/microscope/order_page.h"

#include "ui/labs/sampling/microscope/token_pairs_plot.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chain_text.h"
#include "ui/widgets/format.h"
#include "ui/widgets/parameter_value.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

namespace logitscope {

namespace {

// The order chosen in a box; null: the chain's own.
const ChainPreset* presetOf(const QComboBox& box) {
    const int index = box.currentData().toInt();
    return index < 0 ? nullptr : &chainPresets()[static_cast<std::size_t>(index)];
}

ChainSpec inOrder(const QComboBox& box, const ChainSpec& chain) {
    const ChainPreset* preset = presetOf(box);
    return preset ? reordered(chain, preset->chain) : chain;
}

} // namespace

OrderPage::OrderPage(QWidget* parent)
    : QWidget(parent), m_left(new QComboBox(this)), m_right(new QComboBox(this)), m_sentence(new QLabel(this)),
      m_plot(new TokenPairsPlot(tr("The same settings in two orders"), QStringLiteral("orders"), this)) {
    for (QComboBox* box : {m_left, m_right}) {
        box->addItem(tr("this chain"), -1);
        for (std::size_t i = 0; i < chainPresets().size(); ++i) {
            if (chainPresets()[i].isOrder) {
                box->addItem(tr("as %1").arg(samplerText(chainPresets()[i].name)), static_cast<int>(i));
            }
        }
        box->setToolTip(tr("The present settings, their stages in this order."));
        box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        connect(box, &QComboBox::currentIndexChanged, this, &OrderPage::ordersChosen);
    }
    m_left->setObjectName(QStringLiteral("leftOrder"));
    m_left->setAccessibleName(tr("First order"));
    m_right->setObjectName(QStringLiteral("rightOrder"));
    m_right->setAccessibleName(tr("Second order"));
    m_right->setCurrentIndex(1);
    m_sentence->setObjectName(QStringLiteral("orderSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* boxes = new QHBoxLayout;
    boxes->addWidget(m_left, 1);
    boxes->addWidget(m_right, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(boxes);
    column->addWidget(m_sentence);
    column->addWidget(m_plot, 1);
    connect(&Theme::instance(), &Theme::changed, this, &OrderPage::restyle);
    restyle();
}

void OrderPage::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    for (QWidget* part : std::initializer_list<QWidget*>{m_left, m_right, m_sentence}) {
        part->setFont(theme.font(TextSize::Small));
    }
}

ChainSpec OrderPage::left(const ChainSpec& chain) const { return inOrder(*m_left, chain); }

ChainSpec OrderPage::right(const ChainSpec& chain) const { return inOrder(*m_right, chain); }

void OrderPage::setDiff(const OrderDiff& diff, const TokenLabel& label) {
    QStringList sentences;
    sentences << tr("%1: keeps %2.").arg(chainOrderText(diff.left), countText(diff.keptLeft))
              << tr("%1: keeps %2.").arg(chainOrderText(diff.right), countText(diff.keptRight));
    QString last = tr("Tokens only in the first: %1, only in the second: %2. JS divergence %3.")
                       .arg(countText(diff.onlyLeft), countText(diff.onlyRight),
                            tr("%1 bits").arg(QString::number(diff.jsBits, 'f', 4)));
    for (const QComboBox* box : {m_left, m_right}) {
        const ChainPreset* preset = presetOf(*box);
        QStringList foreign;
        for (const SamplerKind kind : preset ? foreignKinds(diff.left, preset->chain) : std::vector<SamplerKind>()) {
            foreign << samplerText(infoOf(kind).title);
        }
        if (!foreign.isEmpty()) {
            last += QLatin1Char(' ') + tr("%1 does not have: %2; that stays in its place.")
                                           .arg(samplerText(preset->name), foreign.join(QStringLiteral(", ")));
        }
    }
    m_sentence->setText((sentences << last).join(QLatin1Char('\n')));
    TokenPairs pairs;
    pairs.title = tr("The same settings in two orders");
    pairs.firstName = m_left->currentText();
    pairs.secondName = m_right->currentText();
    for (std::size_t i = 0; i < diff.tokens.size(); ++i) {
        const double first = diff.leftProbabilities[i], second = diff.rightProbabilities[i];
        pairs.pairs.push_back({label(diff.tokens[i]), first, second,
                               second == 0.0  ? tr("first only")
                               : first == 0.0 ? tr("second only")
                                              : QString()});
    }
    m_plot->setPairs(std::move(pairs));
}

QString OrderPage::sentence() const { return m_sentence->text(); }

} // namespace logitscope
