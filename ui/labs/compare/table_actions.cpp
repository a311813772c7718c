#include "ui/labs/compare/table_actions.h"

#include "ui/widgets/plot_export.h"
#include "ui/widgets/plot_table_dialog.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>

namespace logitscope {

namespace {

QString words(const char* text) { return QCoreApplication::translate("TableActions", text); }

void save(QWidget* view, const QString& fileName, const PlotTable& table) {
    QString path = QFileDialog::getSaveFileName(view, words(QT_TRANSLATE_NOOP("TableActions", "Save the data as CSV")),
                                                fileName + QStringLiteral(".csv"), QStringLiteral("CSV (*.csv)"));
    if (path.isEmpty()) {
        return;
    }
    if (!path.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive)) {
        path += QStringLiteral(".csv");
    }
    if (const Status status = writeWholeFile(path, toCsv(table).toUtf8()); !status) {
        QMessageBox::warning(view, words(QT_TRANSLATE_NOOP("TableActions", "Save the data as CSV")),
                             QString::fromStdString(status.error().message));
    }
}

} // namespace

void addTableActions(QAbstractItemView* view, const QString& fileName, const std::function<PlotTable()>& table) {
    const auto action = [view](const QString& text, const QString& name, auto&& act) {
        auto* made = new QAction(text, view);
        made->setObjectName(name);
        QObject::connect(made, &QAction::triggered, view, act);
        view->addAction(made);
    };
    action(words(QT_TRANSLATE_NOOP("TableActions", "Show as table")), QStringLiteral("table"),
           [view, table] { (new PlotTableDialog(table(), view->window()))->show(); });
    action(words(QT_TRANSLATE_NOOP("TableActions", "Copy as CSV")), QStringLiteral("copyCsv"),
           [table] { QApplication::clipboard()->setText(toCsv(table())); });
    action(words(QT_TRANSLATE_NOOP("TableActions", "Save the data as CSV…")), QStringLiteral("saveCsv"),
           [view, fileName, table] { save(view, fileName, table()); });
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace logitscope
