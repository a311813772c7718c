#include "ui/widgets/parameter_card.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card_badge.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/format.h"
#include "ui/widgets/glyph_button.h"
#include "ui/widgets/list_field.h"
#include "ui/widgets/list_value.h"
#include "ui/widgets/parameter_field.h"
#include "ui/widgets/parameter_value.h"
#include "ui/widgets/toggle_switch.h"

#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QUrl>

#include <initializer_list>

namespace logitscope {

ParameterCard::ParameterCard(const SamplerSpec& spec, QWidget* parent)
    : QFrame(parent), m_spec(spec), m_header(new QWidget(this)), m_body(new QWidget(this)) {
    buildHeader();
    buildBody();
    buildActions();

    auto* column = new QVBoxLayout(this);
    column->addWidget(m_header);
    column->addWidget(m_body);
    connect(&Theme::instance(), &Theme::changed, this, &ParameterCard::restyle);
    setPlace(0, 1);
    restyle();
    showState();
}

void ParameterCard::buildHeader() {
    const SamplerInfo& info = infoOf(m_spec.kind());
    const QString title = samplerText(info.title);
    setAccessibleName(title);
    m_chevron = new GlyphButton(Glyph::ChevronDown, {}, m_header);
    m_chevron->setObjectName(QStringLiteral("chevron"));
    m_title = new QLabel(title, m_header);
    m_title->setToolTip(samplerText(info.summary) + QLatin1Char('\n') + samplerText(info.formula));
    m_badge = new CardBadge(m_header);
    m_badge->setObjectName(QStringLiteral("badge"));
    m_badge->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_switch = new ToggleSwitch(m_header);
    m_switch->setObjectName(QStringLiteral("switch"));
    m_switch->setAccessibleName(tr("%1 on").arg(title));
    m_menuButton = new GlyphButton(Glyph::Dots, tr("%1: more").arg(title), m_header);
    m_menuButton->setObjectName(QStringLiteral("menu"));
    m_menuButton->setToolTip(tr("Move, reset or remove this stage; read its paper."));
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    // The words of the header are a handle, not controls.
    m_header->setCursor(Qt::OpenHandCursor);

    auto* row = new QHBoxLayout(m_header);
    row->addWidget(m_chevron);
    row->addWidget(m_title);
    row->addWidget(m_badge, 1);
    row->addWidget(m_switch);
    row->addWidget(m_menuButton);

    connect(m_chevron, &QToolButton::clicked, this, [this] { setExpanded(!m_expanded); });
    connect(m_switch, &QAbstractButton::clicked, this, &ParameterCard::setEnabledByHand);
}

void ParameterCard::buildBody() {
    const SamplerInfo& info = infoOf(m_spec.kind());
    auto* column = new QVBoxLayout(m_body);
    for (std::size_t i = 0; i < info.parameters.size(); ++i) {
        auto* field = new ParameterField(info, info.parameters[i], m_body);
        field->setObjectName(QLatin1String(info.parameters[i].name));
        connect(field, &ParameterField::valueChanged, this, [this, i](double value) { setParameter(i, value); });
        connect(field, &ParameterField::settled, this, &ParameterCard::settled);
        column->addWidget(field);
        m_fields.push_back(field);
    }
    for (std::size_t i = 0; i < info.lists.size(); ++i) {
        auto* field = new ListField(info, info.lists[i], m_body);
        field->setObjectName(QLatin1String(info.lists[i].name));
        connect(field, &ListField::valueChanged, this, [this, i](const ListValue& value) { setList(i, value); });
        column->addWidget(field);
        m_lists.push_back(field);
    }
    m_summary = new ElidedLabel(samplerText(info.summary), m_body);
    m_summary->setTextFormat(Qt::PlainText);
    m_more = new QLabel(m_body);
    m_more->setObjectName(QStringLiteral("more"));
    m_more->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(m_more, &QLabel::linkActivated, this, [this] { setDetailed(!m_detailed); });
    m_formula = new QLabel(samplerText(info.formula), m_body);
    m_formula->setWordWrap(true);
    m_formula->setTextFormat(Qt::PlainText);
    m_formula->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_paper = new QLabel(
        QStringLiteral("<a href=\"%1\">%2</a>").arg(QLatin1String(info.paperUrl), samplerText(info.paper)), m_body);
    m_paper->setWordWrap(true);
    m_paper->setAccessibleName(tr("Paper: %1").arg(samplerText(info.paper)));
    m_paper->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_paper->setOpenExternalLinks(true);

    auto* words = new QHBoxLayout;
    words->addWidget(m_summary, 1);
    words->addWidget(m_more, 0, Qt::AlignBottom);
    column->addLayout(words);
    column->addWidget(m_formula);
    column->addWidget(m_paper);
}

void ParameterCard::buildActions() {
    const SamplerInfo& info = infoOf(m_spec.kind());
    auto* menu = new QMenu(m_menuButton);
    const auto action = [this, menu](const QString& text, const QString& name, auto&& act) {
        QAction* made = menu->addAction(text);
        made->setObjectName(name);
        connect(made, &QAction::triggered, this, act);
        return made;
    };
    m_moveUp = action(tr("Move up"), QStringLiteral("moveUp"), [this] { emit moveRequested(-1); });
    m_moveDown = action(tr("Move down"), QStringLiteral("moveDown"), [this] { emit moveRequested(1); });
    m_moveUp->setShortcut(Qt::ALT | Qt::Key_Up);
    m_moveDown->setShortcut(Qt::ALT | Qt::Key_Down);
    for (QAction* move : {m_moveUp, m_moveDown}) {
        move->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(move);
    }
    menu->addSeparator();
    m_resetAll = action(tr("Reset to neutral"), QStringLiteral("resetAll"), [this] {
        m_spec.options = infoOf(m_spec.kind()).neutralOptions;
        showState();
        emit specChanged(m_spec);
        emit settled();
    });
    m_resetAll->setVisible(!info.parameters.empty() || !info.lists.empty());
    QAction* paper = action(tr("Read the paper"), QStringLiteral("paper"),
                            [this] { QDesktopServices::openUrl(QUrl(QLatin1String(infoOf(m_spec.kind()).paperUrl))); });
    paper->setToolTip(samplerText(info.paper));
    paper->setVisible(*info.paperUrl != '\0');
    menu->addSeparator();
    action(tr("Remove from the chain"), QStringLiteral("remove"), [this] { emit removeRequested(); });
    menu->setToolTipsVisible(true);
    m_menuButton->setMenu(menu);
}

void ParameterCard::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setContentsMargins(theme.grid(1) + 2, theme.grid(0.5), theme.grid(0.75), theme.grid(0.5));
    layout()->setSpacing(0);
    m_header->layout()->setContentsMargins(0, 0, 0, 0);
    m_header->layout()->setSpacing(theme.grid(0.5));
    m_body->layout()->setContentsMargins(theme.grid(0.5), theme.grid(0.25), theme.grid(0.25), theme.grid(0.5));
    m_body->layout()->setSpacing(theme.grid(0.5));

    QFont bold = theme.font(TextSize::Body);
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_badge->setFont(theme.font(TextSize::Small));
    m_summary->setFont(theme.font(TextSize::Small));
    m_more->setFont(theme.font(TextSize::Small));
    m_paper->setFont(theme.font(TextSize::Small));
    m_formula->setFont(theme.numberFont(TextSize::Small));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    for (QLabel* label : std::initializer_list<QLabel*>{m_badge, m_summary, m_formula}) {
        label->setPalette(muted);
    }
    update();
}

void ParameterCard::setSpec(const SamplerSpec& spec) {
    Q_ASSERT(spec.kind() == m_spec.kind());
    if (!(spec == m_spec)) {
        m_spec = spec;
        showState();
    }
}

void ParameterCard::setTrace(const std::optional<StageTrace>& trace) {
    m_trace = trace;
    showState();
}

void ParameterCard::setVocabulary(const std::shared_ptr<const Tokenizer>& tokenizer, std::size_t size) {
    for (ListField* list : m_lists) {
        list->setVocabulary(tokenizer, size);
    }
}

void ParameterCard::setPlace(int index, int count) {
    m_moveUp->setEnabled(index > 0);
    m_moveDown->setEnabled(index + 1 < count);
    setAccessibleDescription(tr("Stage %1 of %2 of the chain; Alt+Up and Alt+Down move it.").arg(index + 1).arg(count));
}

void ParameterCard::setExpanded(bool expanded) {
    m_expanded = expanded;
    m_body->setVisible(expanded);
    showState();
}

void ParameterCard::setDetailed(bool detailed) {
    m_detailed = detailed;
    m_summary->setWordWrap(detailed);
    m_summary->updateGeometry();
    showState();
}

QRect ParameterCard::headerRect() const { return m_header->geometry(); }

void ParameterCard::setParameter(std::size_t index, double value) {
    infoOf(m_spec.kind()).parameters[index].set(m_spec.options, value);
    showState();
    emit specChanged(m_spec);
}

void ParameterCard::setList(std::size_t index, const ListValue& value) {
    infoOf(m_spec.kind()).lists[index].set(m_spec.options, value);
    showState();
    emit specChanged(m_spec);
    emit settled();
}

void ParameterCard::setEnabledByHand(bool on) {
    m_spec.enabled = on;
    showState();
    emit specChanged(m_spec);
    emit settled();
}

void ParameterCard::showState() {
    const SamplerInfo& info = infoOf(m_spec.kind());
    const QString title = samplerText(info.title);
    showFields();
    m_formula->setVisible(m_detailed);
    m_paper->setVisible(m_detailed && *info.paperUrl != '\0');
    m_more->setText(QStringLiteral("<a href=\"#\">%1</a>").arg(m_detailed ? tr("less") : tr("more")));
    m_more->setAccessibleName(m_detailed ? tr("Less about %1").arg(title) : tr("More about %1").arg(title));
    m_more->setToolTip(m_detailed ? tr("Hide formula, paper and lesser settings.")
                                  : tr("Show formula, paper and lesser settings."));
    m_switch->setChecked(m_spec.enabled);
    m_switch->setToolTip(m_spec.enabled
                             ? tr("On: click to let the distribution pass %1 unchanged.").arg(title)
                             : tr("Off: the distribution passes %1 unchanged. Click to switch it on.").arg(title));
    m_chevron->setGlyph(m_expanded ? Glyph::ChevronDown : Glyph::ChevronRight);
    m_chevron->setAccessibleName(m_expanded ? tr("Collapse %1").arg(title) : tr("Expand %1").arg(title));
    m_chevron->setToolTip(m_chevron->accessibleName());
    showBadge();
    update();
}

// The main parameter always, the others where they are not neutral or all is shown; the same of lists.
void ParameterCard::showFields() {
    const SamplerInfo& info = infoOf(m_spec.kind());
    const auto inHand = [](const QWidget* field) { return field->isAncestorOf(QApplication::focusWidget()); };
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        m_fields[i]->setValue(info.parameters[i].get(m_spec.options));
        m_fields[i]->setActive(m_spec.enabled);
        const bool neutral = m_fields[i]->value() == info.parameters[i].neutral;
        m_fields[i]->setVisible(i == 0 || m_detailed || !neutral || inHand(m_fields[i]));
    }
    for (std::size_t i = 0; i < m_lists.size(); ++i) {
        const ListValue value = info.lists[i].get(m_spec.options);
        m_lists[i]->setValue(value);
        m_lists[i]->setVisible(info.parameters.empty() || m_detailed ||
                               !(value == info.lists[i].get(info.neutralOptions)) || inHand(m_lists[i]));
    }
}

void ParameterCard::showBadge() {
    const SamplerInfo& info = infoOf(m_spec.kind());
    QString value; // a collapsed card still says its setting
    if (!m_expanded && !info.parameters.empty()) {
        value = samplerText(info.parameters[0].label) + QLatin1Char(' ') +
                parameterText(info.parameters[0], info.parameters[0].get(m_spec.options));
    } else if (!m_expanded) {
        value = listsText(m_spec);
    }
    const auto joined = [&value](const QString& separator, const QString& what) {
        return value.isEmpty() || what.isEmpty() ? value + what : value + separator + what;
    };
    const QString dot = QStringLiteral(" · ");
    if (!m_spec.enabled) {
        m_badge->setWordings(joined(dot, tr("off")), tr("off"));
    } else if (isNeutral(m_spec)) {
        m_badge->setWordings(joined(dot, tr("changes nothing")), tr("neutral"));
    } else if (m_trace) {
        const QString kept = countText(m_trace->survivors);
        m_badge->setWordings(joined(dot, tr("%1 left · %2").arg(kept, bitsText(m_trace->entropyBits))),
                             joined(QStringLiteral(" "), QStringLiteral("→ ") + kept));
    } else {
        m_badge->setWordings(value, value);
    }
    m_badge->setToolTip(m_trace && m_spec.enabled
                            ? tr("After this stage %1 tokens are left; the entropy of what is left is %2.")
                                  .arg(countText(m_trace->survivors), bitsText(m_trace->entropyBits))
                            : QString());
}

void ParameterCard::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const double radius = theme.scaled(6.0), spine = theme.scaled(4.0);
    painter.setPen(QPen(tokens.hairline, 1.0));
    painter.setBrush(tokens.raised);
    painter.drawRoundedRect(card, radius, radius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_spec.enabled ? stageColour(static_cast<int>(m_spec.kind())) : tokens.hairline);
    painter.setClipRect(QRectF(0, 0, spine, height()));
    painter.drawRoundedRect(card, radius, radius);
}

void ParameterCard::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && headerRect().contains(event->position().toPoint())) {
        m_pressed = event->globalPosition().toPoint();
        event->accept();
        return;
    }
    QFrame::mousePressEvent(event);
}

void ParameterCard::mouseMoveEvent(QMouseEvent* event) {
    if (!m_pressed) {
        return;
    }
    const QPoint position = event->globalPosition().toPoint();
    if (!m_dragging && (position - *m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_dragging = true;
        setFocus(Qt::MouseFocusReason); // so that Esc reaches the card
    }
    if (m_dragging) {
        emit dragMoved(position);
    }
}

void ParameterCard::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_pressed) {
        return;
    }
    m_pressed.reset();
    if (m_dragging) {
        m_dragging = false;
        emit dragEnded(true);
    } else {
        setExpanded(!m_expanded);
    }
}

void ParameterCard::keyPressEvent(QKeyEvent* event) {
    if (m_dragging && event->key() == Qt::Key_Escape) {
        m_dragging = false;
        m_pressed.reset();
        emit dragEnded(false);
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace logitscope
