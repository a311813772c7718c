// The bar on top: the model, the labs, the commands of a run, the seed, the menu.
#pragma once

#include <QWidget>

class QPushButton;
class QTabBar;
class QToolButton;

namespace logitscope {

class ModelButton;
class SeedField;

class TopBar : public QWidget {
    Q_OBJECT

public:
    explicit TopBar(QWidget* parent = nullptr);

    ModelButton& model() const { return *m_model; }
    SeedField& seed() const { return *m_seed; }
    QTabBar& labs() const { return *m_labs; }
    QToolButton& menuButton() const { return *m_menu; }

    enum class Commands { NoModel, Ready, Busy };
    void setCommands(Commands commands);
    void setLoading(bool loading);

signals:
    void runRequested();
    void stepRequested();
    void stopRequested();
    void cancelLoadRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();

    ModelButton* m_model;
    QToolButton* m_cancel;
    QTabBar* m_labs;
    QPushButton* m_run;
    QPushButton* m_step;
    QPushButton* m_stop;
    SeedField* m_seed;
    QToolButton* m_menu;
};

} // namespace logitscope
