// info: what the loaded model is and what it costs.
#include "app/cli/command.h"
#include "app/cli/opened_model.h"
#include "app/cli/printers.h"

#include <map>

namespace logitscope {

namespace {

// How many tensors of the model have which type, by its name.
std::map<std::string, std::size_t> typesOf(const ModelInfo& info) {
    std::map<std::string, std::size_t> types;
    for (const auto& [type, count] : info.tensorsOfType) {
        types[std::string(traitsOf(type).name)] = count;
    }
    return types;
}

class InfoCommand final : public Command {
public:
    const char* name() const override { return "info"; }
    const char* summary() const override { return "What the model is: shape, types, context, vocabulary, memory"; }
    void addOptions(CLI::App&) override {}
    Result<ExitCode> run(Console& console) override {
        const auto opened = openModel(common, console.stop);
        if (!opened) {
            return opened.error();
        }
        const ModelInfo& info = opened->loaded().info;
        const auto types = typesOf(info);
        if (common.json) {
            printJson(console.out, document(info, types, opened->loadMilliseconds));
        } else {
            print(console.out, info, types, opened->loadMilliseconds);
        }
        return Done;
    }

private:
    static Json document(const ModelInfo& info, const std::map<std::string, std::size_t>& types,
                         double loadMilliseconds) {
        const ModelConfig& config = info.config;
        return {{"name", info.displayName},
                {"path", info.path},
                {"format", info.fileFormat},
                {"architecture", config.architecture},
                {"parameters", info.parameterCount},
                {"weight_type", traitsOf(info.weightType).name},
                {"tensor_types", types},
                {"weight_bytes", info.weightBytes},
                {"context_length", config.contextLength},
                {"vocabulary_size", config.vocabularySize},
                {"embedding_length", config.embeddingLength},
                {"layers", config.layerCount},
                {"heads", config.headCount},
                {"key_value_heads", config.keyValueHeadCount},
                {"head_length", config.headLength},
                {"feed_forward_length", config.feedForwardLength},
                {"tied_output", config.tiedOutput},
                {"kv_bytes_per_token", info.keyValueBytesPerToken},
                {"kv_bytes_full_context", info.keyValueBytesPerToken * config.contextLength},
                {"load_ms", loadMilliseconds}};
    }

    static void print(std::ostream& out, const ModelInfo& info, const std::map<std::string, std::size_t>& types,
                      double loadMilliseconds) {
        const ModelConfig& config = info.config;
        std::string typeList;
        for (const auto& [type, count] : types) {
            typeList += (typeList.empty() ? "" : ", ") + std::to_string(count) + " tensors " + type;
        }
        const double fullCache =
            static_cast<double>(info.keyValueBytesPerToken) * static_cast<double>(config.contextLength);
        Table table({{"model", false}, {visible(info.displayName), false}});
        table.addRow({"file", visible(info.path) + " (" + info.fileFormat + ")"});
        table.addRow({"architecture", visible(config.architecture)});
        table.addRow({"parameters", grouped(static_cast<double>(info.parameterCount))});
        table.addRow({"types", typeList});
        table.addRow({"context", grouped(static_cast<double>(config.contextLength)) + " tokens"});
        table.addRow({"vocabulary", grouped(static_cast<double>(config.vocabularySize)) + " tokens"});
        table.addRow({"layers", std::to_string(config.layerCount)});
        table.addRow({"embedding", std::to_string(config.embeddingLength)});
        table.addRow({"heads", std::to_string(config.headCount) + " of " + std::to_string(config.headLength) + ", " +
                                   std::to_string(config.keyValueHeadCount) + " for keys and values"});
        table.addRow({"feed-forward", std::to_string(config.feedForwardLength)});
        table.addRow({"output matrix", config.tiedOutput ? "the token embedding" : "its own"});
        table.addRow({"weights", byteCount(static_cast<double>(info.weightBytes))});
        table.addRow({"KV cache", byteCount(static_cast<double>(info.keyValueBytesPerToken)) + " per token, " +
                                      byteCount(fullCache) + " at full context"});
        table.addRow({"loaded in", fixed(loadMilliseconds, 1) + " ms"});
        table.print(out);
    }
};

} // namespace

std::unique_ptr<Command> makeInfoCommand() { return std::make_unique<InfoCommand>(); }

} // namespace logitscope
