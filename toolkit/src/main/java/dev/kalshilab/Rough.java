package dev.kalshilab;

import java.util.Locale;

/** Counts and times as they are said in a line for people. */
final class Rough {
    private Rough() {}

    /** Seconds up to two minutes, then minutes up to two hours, then hours: nobody divides 9,000 by 3,600 while waiting. */
    static String time(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = (seconds + 30) / 60;
        long tenths = (seconds + 180) / 360;
        return minutes < 120 ? minutes + " min" : tenths / 10 + "." + tenths % 10 + " h";
    }

    static String count(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }
}
