// Every key there is, in one dialog (F1).
#pragma once

#include <QDialog>

namespace logitscope {

class KeyMapDialog : public QDialog {
    Q_OBJECT

public:
    explicit KeyMapDialog(QWidget* parent = nullptr);
};

} // namespace logitscope
