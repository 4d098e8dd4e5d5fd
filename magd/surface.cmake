# What an operator meets: configuration, control socket, log, service manager.

magd_module(magd_surface
  SOURCES
    config.cpp
    config_client.cpp
    config_fault.cpp
    config_lma.cpp
    config_realm.cpp
    config_reader.cpp
    control.cpp
    control_socket.cpp
    log.cpp
    mac_prefix.cpp
    notify.cpp
    peer.cpp
    rpc.cpp
    section_reader.cpp
    show.cpp
    text_rule.cpp
    toml_reader.cpp
    value_reader.cpp
  LINKS
    pmip
    fmt::fmt
    nlohmann_json::nlohmann_json
    spdlog::spdlog
    PkgConfig::tomlplusplus
    PkgConfig::libsystemd)
# Asio without Boost; its definitions must be the same in every file that includes it.
target_compile_definitions(magd_surface PUBLIC ASIO_STANDALONE ASIO_NO_DEPRECATED)
target_link_libraries(magd_surface PUBLIC Threads::Threads)
