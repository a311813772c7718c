#include "ui/widgets/table_actions.h"

#include "ui/widgets/plot_export.h"
#include "ui/widgets/plot_table_dialog.h"

#include <QAction>
#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QWidget>

namespace logitscope {

void addTableActions(QWidget& widget, const std::function<PlotTable()>& table, const QString& fileName) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("logitscope", text); };
    auto* show = new QAction(tr("Show as table"), &widget);
    show->setObjectName(QStringLiteral("table"));
    QObject::connect(show, &QAction::triggered, &widget,
                     [&widget, table] { (new PlotTableDialog(table(), widget.window()))->open(); });
    auto* save = new QAction(tr("Save the data as CSV…"), &widget);
    save->setObjectName(QStringLiteral("saveCsv"));
    QObject::connect(save, &QAction::triggered, &widget, [&widget, table, fileName] {
        const QString path = QFileDialog::getSaveFileName(widget.window(), QString(), fileName + QStringLiteral(".csv"),
                                                          QStringLiteral("CSV (*.csv)"));
        if (path.isEmpty()) {
            return;
        }
        if (const Status saved = writeWholeFile(path, toCsv(table()).toUtf8()); !saved) {
            auto* box = new QMessageBox(QMessageBox::Warning, QString(), QString::fromStdString(saved.error().message),
                                        QMessageBox::Close, widget.window());
            box->setAttribute(Qt::WA_DeleteOnClose);
            box->open();
        }
    });
    widget.addActions({show, save});
    widget.setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace logitscope
