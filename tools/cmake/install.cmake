# What `cmake --install` lays down; the Debian package is made of it.

install(TARGETS magd magd-lma RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(TARGETS magctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

set(manuals ${PROJECT_BINARY_DIR}/manuals)
install(FILES ${manuals}/magd.toml DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/magd)
install(FILES ${manuals}/lma.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${manuals}/magctl.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manuals}/magd.toml.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES ${manuals}/magd.8 ${manuals}/magd-lma.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)

# The same folders on every architecture, so not those of GNUInstallDirs.
set(MAGD_UNIT_DIR lib/systemd/system CACHE STRING "Where systemd looks for units")
set(units ${PROJECT_SOURCE_DIR}/packaging/systemd)
install(FILES ${units}/magd.service DESTINATION ${MAGD_UNIT_DIR})
install(FILES ${units}/networkd.conf DESTINATION lib/systemd/networkd.conf.d RENAME magd.conf)
install(FILES ${units}/sysusers.conf DESTINATION lib/sysusers.d RENAME magd.conf)
install(FILES ${units}/modules-load.conf DESTINATION lib/modules-load.d RENAME magd.conf)
