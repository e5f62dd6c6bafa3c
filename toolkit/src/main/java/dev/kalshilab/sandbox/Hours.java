package dev.kalshilab.sandbox;

import java.util.List;

/** When the exchange is open: always, but for two hours of maintenance on Thursday mornings. */
final class Hours {
    private static final List<String> DAYS =
            List.of("friday", "monday", "saturday", "sunday", "thursday", "tuesday", "wednesday");

    private Hours() {}

    static void status(Json json) {
        json.flag("exchange_active", true)
                .none("exchange_estimated_resume_time")
                .flag("trading_active", true);
    }

    static void schedule(Json json) {
        json.object("schedule").array("maintenance_windows").endArray();
        json.array("standard_hours").object();
        json.time("end_time", Time.utc("2200-12-01T00:00:00Z"));
        for (String day : DAYS) {
            json.array(day);
            if (day.equals("thursday")) {
                hours(json, "00:00", "03:00");
                hours(json, "05:00", "00:00");
            } else {
                hours(json, "00:00", "00:00");
            }
            json.endArray();
        }
        json.time("start_time", Time.utc("2024-12-01T00:00:00Z"));
        json.endObject().endArray().endObject();
    }

    private static void hours(Json json, String open, String close) {
        json.object().text("close_time", close).text("open_time", open).endObject();
    }
}
