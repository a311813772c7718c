// The seed of the dice: a number field with a die that throws a new one.
#pragma once

#include <QWidget>

#include <cstdint>

class QLabel;
class QLineEdit;
class QToolButton;

namespace logitscope {

class SeedField : public QWidget {
    Q_OBJECT

public:
    explicit SeedField(QWidget* parent = nullptr);

    void setSeed(std::uint64_t seed); // shows it; emits nothing

signals:
    void seedChanged(std::uint64_t seed);
    void diceThrown(); // after seedChanged()
    void refused(const QString& sentence);

private:
    void read();
    void restyle();

    std::uint64_t m_seed = 7;
    QLabel* m_label;
    QLineEdit* m_edit;
    QToolButton* m_dice;
};

} // namespace logitscope
