#include "app/gui/model_button.h"

#include "app/gui/icons.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>

namespace logitscope {

QString modelSummary(const ModelInfo& info) {
    return ModelButton::tr("%1 · %2 · context %L3")
        .arg(QString::fromStdString(info.displayName),
             QString::fromUtf8(traitsOf(info.weightType).name.data(),
                               static_cast<qsizetype>(traitsOf(info.weightType).name.size())))
        .arg(info.config.contextLength);
}

ModelButton::ModelButton(QWidget* parent) : QPushButton(parent), m_menu(new QMenu(this)) {
    setToolTip(
        tr("The model whose choices you see. Click to open another one, or drop its file or folder on the window."));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_menu->setToolTipsVisible(true);
    connect(m_menu, &QMenu::aboutToShow, this, &ModelButton::fillMenu);
    connect(this, &QPushButton::clicked, this, [this] {
        m_menu->setMinimumWidth(width());
        m_menu->popup(mapToGlobal(QPoint(0, height() + 2)));
    });
    connect(&Theme::instance(), &Theme::changed, this, &QWidget::updateGeometry);
    showModel(nullptr);
}

void ModelButton::setCatalog(std::vector<CatalogModel> catalog) { m_catalog = std::move(catalog); }

void ModelButton::setRecent(const QStringList& paths) { m_recent = paths; }

void ModelButton::showModel(const ModelInfo* info) {
    m_info = info ? std::optional(*info) : std::nullopt;
    m_loading.clear();
    setAccessibleName(tr("Model: %1").arg(caption()));
    updateGeometry();
    update();
}

void ModelButton::showLoading(const QString& name) {
    m_loading = name;
    m_progress = 0.0;
    setAccessibleName(tr("Loading %1").arg(name));
    updateGeometry();
    update();
}

void ModelButton::setProgress(double fraction) {
    m_progress = fraction;
    update();
}

QString ModelButton::caption() const {
    if (!m_loading.isEmpty()) {
        return tr("Loading %1 …").arg(m_loading);
    }
    return m_info ? modelSummary(*m_info) : tr("No model: open one");
}

void ModelButton::fillMenu() {
    m_menu->clear();
    if (!m_loading.isEmpty()) {
        m_menu->addAction(themedIcon(QStringLiteral("close")), tr("Cancel loading %1").arg(m_loading), this,
                          &ModelButton::cancelRequested);
        m_menu->addSeparator();
    }
    m_menu->addAction(themedIcon(QStringLiteral("open")), tr("Open a model file …\tCtrl+O"), this,
                      &ModelButton::browseRequested);
    if (m_info) {
        m_menu->addAction(themedIcon(QStringLiteral("info")), tr("About this model …"), this,
                          &ModelButton::detailsRequested);
    }
    const auto addModel = [this](const QString& title, const QString& path, const QString& displayName) {
        QAction* action = m_menu->addAction(title);
        action->setToolTip(QDir::toNativeSeparators(path));
        action->setCheckable(true);
        action->setChecked(m_info && QFileInfo(QString::fromStdString(m_info->path)) == QFileInfo(path));
        connect(action, &QAction::triggered, this, [=, this] { emit openRequested(path, displayName); });
    };
    if (!m_catalog.empty()) {
        m_menu->addSection(tr("In the box"));
        for (const CatalogModel& model : m_catalog) {
            const QString title = QString::fromStdString(model.title);
            addModel(title, QString::fromStdString(model.file.string()), title);
        }
    }
    if (!m_recent.isEmpty()) {
        m_menu->addSection(tr("Recent"));
        for (const QString& path : m_recent) {
            addModel(QFileInfo(path).fileName(), path, {});
        }
    }
}

QSize ModelButton::sizeHint() const {
    const Theme& theme = Theme::instance();
    const QFontMetrics metrics(theme.font());
    const int words = std::min(metrics.horizontalAdvance(caption()), theme.grid(48));
    return {words + 5 * theme.grid(1) + theme.grid(2.25) + theme.grid(1.75), theme.grid(4.5)};
}

QSize ModelButton::minimumSizeHint() const { return {Theme::instance().grid(16), sizeHint().height()}; }

void ModelButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const double radius = theme.scaled(6);
    painter.setPen(hasFocus() ? QPen(tokens.focusRing, 2) : QPen(tokens.controlBorder, 1));
    painter.setBrush(underMouse() || isDown() ? tokens.hover : tokens.raised);
    painter.drawRoundedRect(hasFocus() ? frame.adjusted(0.5, 0.5, -0.5, -0.5) : frame, radius, radius);

    const int icon = theme.grid(2.25);
    const int gap = theme.grid(1);
    themedIcon(QStringLiteral("model"), IconInk::Accent).paint(&painter, QRect(gap, (height() - icon) / 2, icon, icon));
    const int arrow = theme.grid(1.75);
    themedIcon(QStringLiteral("chevron"), IconInk::Muted)
        .paint(&painter, QRect(width() - gap - arrow, (height() - arrow) / 2, arrow, arrow));
    const QRect words(gap + icon + gap, 0, width() - 4 * gap - icon - arrow, height());
    painter.setPen(tokens.text);
    painter.setFont(theme.font());
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(caption(), Qt::ElideMiddle, words.width()));

    if (!m_loading.isEmpty()) {
        const double thickness = theme.scaled(3);
        QRectF line(radius, height() - thickness - 2, width() - 2 * radius, thickness);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.accentSoft);
        painter.drawRoundedRect(line, thickness / 2, thickness / 2);
        line.setWidth(line.width() * std::clamp(m_progress, 0.02, 1.0));
        painter.setBrush(tokens.accent);
        painter.drawRoundedRect(line, thickness / 2, thickness / 2);
    }
}

} // namespace logitscope
