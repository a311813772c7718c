#include "core/files/gguf.h"

#include "core/files/gguf_parser.h"

namespace logitscope {

Result<ModelFile> openGguf(const std::filesystem::path& path) {
    Result<MappedFile> mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    Result<ModelFile> file = parseGguf(mapped->bytes(), path.native());
    if (file) {
        file->keep(std::move(*mapped));
    }
    return file;
}

Result<ModelFile> parseGguf(std::span<const std::byte> bytes, std::string_view name) {
    ModelFile file{std::filesystem::path(name), "GGUF"};
    if (Status status = GgufParser(bytes, name).parse(file); !status) {
        return status.error();
    }
    return file;
}

} // namespace logitscope
