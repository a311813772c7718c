#include "ui/widgets/table_actions.h"

#include "ui/widgets/plot_export.h"
#include "ui/widgets/plot_table_dialog.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QWidget>

namespace logitscope {

namespace {

QString words(const char* text) { return QCoreApplication::translate("TableActions", text); }

void save(QWidget& widget, const QString& fileName, const PlotTable& table) {
    const QString title = words(QT_TRANSLATE_NOOP("TableActions", "Save the data as CSV"));
    QString path = QFileDialog::getSaveFileName(widget.window(), title, fileName + QStringLiteral(".csv"),
                                                QStringLiteral("CSV (*.csv)"));
    if (path.isEmpty()) {
        return;
    }
    if (!path.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive)) {
        path += QStringLiteral(".csv");
    }
    if (const Status saved = writeWholeFile(path, toCsv(table).toUtf8()); !saved) {
        auto* box = new QMessageBox(QMessageBox::Warning, title, QString::fromStdString(saved.error().message),
                                    QMessageBox::Close, widget.window());
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    }
}

} // namespace

void addTableActions(QWidget& widget, const std::function<PlotTable()>& table, const QString& fileName) {
    const auto action = [&widget](const QString& text, const QString& name, auto&& act) {
        auto* made = new QAction(text, &widget);
        made->setObjectName(name);
        QObject::connect(made, &QAction::triggered, &widget, act);
        widget.addAction(made);
    };
    action(words(QT_TRANSLATE_NOOP("TableActions", "Show as table")), QStringLiteral("table"),
           [&widget, table] { (new PlotTableDialog(table(), widget.window()))->open(); });
    action(words(QT_TRANSLATE_NOOP("TableActions", "Copy as CSV")), QStringLiteral("copyCsv"),
           [table] { QApplication::clipboard()->setText(toCsv(table())); });
    action(words(QT_TRANSLATE_NOOP("TableActions", "Save the data as CSV…")), QStringLiteral("saveCsv"),
           [&widget, fileName, table] { save(widget, fileName, table()); });
    widget.setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace logitscope
