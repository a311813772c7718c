#include "ui/widgets/plot_base.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plot_export.h"
#include "ui/widgets/plot_table_dialog.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QStandardPaths>
#include <QToolTip>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>

namespace logitscope {

namespace {

constexpr int frameMilliseconds = 16;

} // namespace

PlotBase::PlotBase(const QString& title, const QString& fileName, QWidget* parent)
    : QWidget(parent), m_title(title), m_fileName(fileName), m_plot(new QCustomPlot(this)), m_empty(new QLabel(this)),
      m_error(new QLabel(this)) {
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    m_plot->setFocusProxy(this);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    // Lines wider than a pixel as single segments: a polyline of 5 000 points takes 300 ms as one path.
    m_plot->setPlottingHint(QCP::phFastPolylines);
    m_plot->installEventFilter(this);
    m_plot->setMinimumSize(0, 0);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->hide();
    m_error->setObjectName(QStringLiteral("error"));
    m_error->setWordWrap(true);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setAutoFillBackground(true);
    m_error->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2, 2, 2, 2);
    column->setSpacing(0);
    column->addWidget(m_plot, 1);
    column->addWidget(m_empty, 1);
    column->addWidget(m_error);
    buildActions();

    m_frame.setSingleShot(true);
    connect(&m_frame, &QTimer::timeout, this, &PlotBase::drawNow);
    connect(m_plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, &PlotBase::keepInside);
    connect(m_plot->yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, &PlotBase::keepInside);
    connect(m_plot, &QCustomPlot::beforeReplot, this, &PlotBase::chooseTicks);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        restyle();
        applyTheme();
        invalidate();
    });
    restyle();
}

void PlotBase::buildActions() {
    const auto action = [this](const QString& text, const QString& name, auto&& act) {
        auto* made = new QAction(text, this);
        made->setObjectName(name);
        connect(made, &QAction::triggered, this, act);
        addAction(made);
    };
    const auto separator = [this] {
        auto* line = new QAction(this);
        line->setSeparator(true);
        addAction(line);
    };
    action(tr("Show as table"), QStringLiteral("table"), [this] { showTable(); });
    separator();
    action(tr("Copy image"), QStringLiteral("copyImage"), [this] { copyImage(); });
    action(tr("Save as PNG…"), QStringLiteral("savePng"), [this] { saveAs(QStringLiteral("png")); });
    action(tr("Save as SVG…"), QStringLiteral("saveSvg"), [this] { saveAs(QStringLiteral("svg")); });
    action(tr("Save as PDF…"), QStringLiteral("savePdf"), [this] { saveAs(QStringLiteral("pdf")); });
    action(tr("Save the data as CSV…"), QStringLiteral("saveCsv"), [this] { saveAs(QStringLiteral("csv")); });
    separator();
    action(tr("Show everything"), QStringLiteral("reset"), [this] { resetView(); });
    setContextMenuPolicy(Qt::ActionsContextMenu);
}

void PlotBase::restyle() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    m_plot->setBackground(QBrush(tokens.ground));
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setBasePen(QPen(tokens.controlBorder, 1.0));
        axis->setTickPen(QPen(tokens.controlBorder, 1.0));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(tokens.textMuted);
        axis->setLabelColor(tokens.textMuted);
        axis->setTickLabelFont(theme.font(TextSize::Small));
        axis->setLabelFont(theme.font(TextSize::Small));
        axis->setTickLength(0, theme.grid(0.375));
        axis->setLabelPadding(theme.grid(0.25));
        axis->setTickLabelPadding(theme.grid(0.25));
        axis->grid()->setPen(QPen(tokens.hairline, 1.0));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    // The legend's row above, half a number beside.
    const int line = QFontMetrics(theme.font(TextSize::Small)).height();
    m_plot->axisRect()->setMinimumMargins(QMargins(0, line + theme.grid(0.25), theme.grid(1.5), 0));
    for (QCPItemText* name : m_legend) {
        name->setFont(theme.font(TextSize::Small));
    }
    m_empty->setFont(theme.font(TextSize::Body));
    m_error->setFont(theme.font(TextSize::Small));
    m_error->setMargin(theme.grid(0.5));
    QPalette empty = m_empty->palette();
    empty.setColor(QPalette::WindowText, tokens.textMuted);
    m_empty->setPalette(empty);
    QPalette error = m_error->palette();
    error.setColor(QPalette::WindowText, tokens.error);
    error.setColor(QPalette::Window, tokens.errorSoft);
    m_error->setPalette(error);
}

void PlotBase::invalidate() {
    m_stale = true;
    if (isVisible() && !m_frame.isActive()) {
        const qint64 since = m_lastFrame.isValid() ? m_lastFrame.elapsed() : frameMilliseconds;
        m_frame.start(static_cast<int>(std::max<qint64>(0, frameMilliseconds - since)));
    }
}

void PlotBase::drawNow() {
    m_frame.stop();
    if (m_stale) {
        m_stale = false;
        fill();
    }
    m_lastFrame.start();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotBase::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) {
        drawNow();
    }
}

void PlotBase::setEmptySentence(const QString& sentence) {
    m_empty->setText(sentence);
    m_empty->setVisible(!sentence.isEmpty());
    m_plot->setVisible(sentence.isEmpty());
}

void PlotBase::setLegend(const std::vector<LegendEntry>& entries) {
    while (m_legend.size() > entries.size()) {
        m_plot->removeItem(m_legend.back());
        m_legend.pop_back();
    }
    while (m_legend.size() < entries.size()) {
        auto* name = new QCPItemText(m_plot);
        name->setClipToAxisRect(false);
        name->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
        if (m_legend.empty()) {
            name->position->setType(QCPItemPosition::ptAxisRectRatio);
            name->position->setCoords(1.0, 0.0);
        } else {
            name->position->setParentAnchor(m_legend.back()->bottomLeft);
        }
        m_legend.push_back(name);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        QCPItemText& name = *m_legend[entries.size() - 1 - i];
        name.setText(entries[i].text);
        name.setColor(entries[i].colour);
        name.setFont(Theme::instance().font(TextSize::Small));
        name.setPadding(QMargins(Theme::instance().grid(1), 0, 0, 0));
    }
}

// As many numbers on an axis as can be read.
void PlotBase::chooseTicks() {
    const QFontMetrics metrics(Theme::instance().font(TextSize::Small));
    const QSize room = m_plot->axisRect()->size();
    m_plot->xAxis->ticker()->setTickCount(
        std::clamp(room.width() / metrics.horizontalAdvance(QStringLiteral("0000000")), 2, 10));
    m_plot->yAxis->ticker()->setTickCount(std::clamp(room.height() / (2 * metrics.height()), 2, 6));
}

void PlotBase::setWholeView(const View& view) {
    m_whole = view;
    if (m_zoomed) {
        keepInside();
    } else {
        showView();
    }
}

void PlotBase::setLogarithmicUp(bool on) {
    m_moving = true; // the plot mends a range that the scale cannot show: nobody has zoomed
    m_plot->yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                                : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    m_moving = false;
}

void PlotBase::showView() {
    m_moving = true;
    m_plot->xAxis->setRange(m_whole.left, m_whole.right);
    m_plot->yAxis->setRange(m_whole.bottom, m_whole.top);
    m_moving = false;
}

void PlotBase::resetView() {
    m_zoomed = false;
    showView();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotBase::keepInside() {
    if (m_moving) {
        return;
    }
    m_moving = true;
    m_plot->xAxis->setRange(m_plot->xAxis->range().bounded(m_whole.left, m_whole.right));
    m_plot->yAxis->setRange(m_plot->yAxis->range().bounded(m_whole.bottom, m_whole.top));
    m_moving = false;
    const QCPRange x = m_plot->xAxis->range(), y = m_plot->yAxis->range();
    m_zoomed = x.lower > m_whole.left || x.upper < m_whole.right || y.lower > m_whole.bottom || y.upper < m_whole.top;
}

void PlotBase::zoomBy(double factor) {
    for (QCPAxis* axis : m_plot->axisRect()->rangeZoomAxes(Qt::Horizontal)) {
        axis->scaleRange(factor);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotBase::panBy(double share) {
    m_plot->xAxis->moveRange(m_plot->xAxis->range().size() * share);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotBase::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(0.8);
        return;
    case Qt::Key_Minus:
        zoomBy(1.25);
        return;
    case Qt::Key_0:
        resetView();
        return;
    default:
        break;
    }
    if (event->modifiers().testFlag(Qt::ShiftModifier) &&
        (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        panBy(event->key() == Qt::Key_Left ? -0.1 : 0.1);
        return;
    }
    QWidget::keyPressEvent(event);
}

bool PlotBase::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_plot) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* mouse = dynamic_cast<QMouseEvent*>(event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m_pressed = mouse->position();
        QToolTip::hideText();
        break;
    case QEvent::MouseButtonRelease:
        if (mouse->button() == Qt::LeftButton &&
            (mouse->position() - m_pressed).manhattanLength() < QApplication::startDragDistance()) {
            clicked(mouse->position());
        }
        break;
    case QEvent::MouseButtonDblClick:
        resetView();
        break;
    case QEvent::MouseMove:
        if (mouse->buttons() == Qt::NoButton) {
            const QString tip = tipAt(mouse->position());
            tip.isEmpty() ? QToolTip::hideText() : QToolTip::showText(mouse->globalPosition().toPoint(), tip, m_plot);
        }
        break;
    default:
        break;
    }
    return false;
}

void PlotBase::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().tokens().ground);
    if (hasFocus()) {
        painter.setPen(QPen(Theme::instance().tokens().focusRing, 1.5));
        painter.drawRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75));
    }
}

void PlotBase::copyImage() {
    drawNow();
    QApplication::clipboard()->setPixmap(m_plot->toPixmap(m_plot->width(), m_plot->height(), 2.0));
}

void PlotBase::showTable() {
    auto* dialog = new PlotTableDialog(table(), window());
    dialog->show();
}

Status PlotBase::saveTo(const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    drawNow();
    if (suffix == QLatin1String("csv")) {
        bytes = toCsv(table()).toUtf8();
    } else if (suffix == QLatin1String("svg")) {
        bytes = plotAsSvg(*m_plot, m_title);
    } else if (suffix == QLatin1String("pdf")) {
        bytes = plotAsPdf(*m_plot, m_title);
    } else if (suffix == QLatin1String("png")) {
        bytes = plotAsPng(*m_plot);
    } else {
        const Error error{
            tr("“%1” does not end in .png, .svg, .pdf or .csv: choose one of these.").arg(path).toStdString()};
        showError(QString::fromStdString(error.message));
        return error;
    }
    Status status = writeWholeFile(path, bytes);
    showError(status ? QString() : QString::fromStdString(status.error().message));
    return status;
}

void PlotBase::saveAs(const QString& suffix) {
    static QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation); // of the last save
    QString path = QFileDialog::getSaveFileName(this, tr("Save “%1”").arg(m_title),
                                                QDir(folder).filePath(m_fileName + QLatin1Char('.') + suffix),
                                                QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    if (path.isEmpty()) {
        return;
    }
    if (QFileInfo(path).suffix().compare(suffix, Qt::CaseInsensitive) != 0) {
        path += QLatin1Char('.') + suffix;
    }
    folder = QFileInfo(path).absolutePath();
    if (const Status status = saveTo(path); !status) {
        return; // the sentence stands under the plot
    }
}

QString PlotBase::errorText() const { return m_error->text(); }

void PlotBase::showError(const QString& sentence) {
    m_error->setText(sentence);
    m_error->setVisible(!sentence.isEmpty());
}

} // namespace logitscope
