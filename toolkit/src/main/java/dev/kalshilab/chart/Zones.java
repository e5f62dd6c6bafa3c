package dev.kalshilab.chart;

import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time zones and the names a reader knows them by. */
final class Zones {
    static final ZoneId EASTERN = ZoneId.of("America/New_York");
    static final ZoneId UTC = ZoneOffset.UTC;

    private Zones() {}

    static String name(ZoneId zone) {
        if (zone.equals(EASTERN)) {
            return "US Eastern (America/New_York)";
        }
        return zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }
}
