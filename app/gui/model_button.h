// The model in use as one button: what it is, the progress of a load inside it, and the menu of everything to open.
#pragma once

#include "core/model/model_catalog.h"
#include "core/model/model_config.h"

#include <QPushButton>
#include <QStringList>

#include <optional>
#include <vector>

class QMenu;

namespace logitscope {

// "Tales 5M · F16 · context 512".
QString modelSummary(const ModelInfo& info);

class ModelButton : public QPushButton {
    Q_OBJECT

public:
    explicit ModelButton(QWidget* parent = nullptr);

    void setCatalog(std::vector<CatalogModel> catalog);
    void setRecent(const QStringList& paths);
    void showModel(const ModelInfo* info); // null: none is loaded
    void showLoading(const QString& name);
    void setProgress(double fraction);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void browseRequested();
    void openRequested(const QString& path, const QString& displayName);
    void detailsRequested();
    void cancelRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void fillMenu();
    QString caption() const;

    QMenu* m_menu;
    std::vector<CatalogModel> m_catalog;
    QStringList m_recent;
    std::optional<ModelInfo> m_info;
    QString m_loading; // name of what is being loaded; empty otherwise
    double m_progress = 0.0;
};

} // namespace logitscope
