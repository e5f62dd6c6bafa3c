package dev.kalshilab.chart;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Ticks at round local times of a zone: XChart's own fall on round times of UTC whatever the zone of their labels.
 *
 * @param zone the zone of the labels
 * @param ticks from left to right
 */
record TimeAxis(ZoneId zone, List<Tick> ticks) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d", Locale.US);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM", Locale.US);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMM d, yyyy", Locale.US);
    private static final int[] CLOCK_STEPS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200
    };
    private static final int[] DAY_STEPS = {1, 2, 7, 14};
    private static final int[] MONTH_STEPS = {1, 2, 3, 6, 12, 24, 60, 120};
    private static final int POINTS_A_TICK = 72;

    /** A tick: its place on the x axis, its label, and the date under it where the date is new. */
    record Tick(double x, String label, String under) {}

    /** Ticks between two instants, as many as fit into that many points. */
    static TimeAxis of(ZoneId zone, Instant from, Instant to, int points, ToDoubleFunction<Instant> x) {
        long span = Math.max(1, Duration.between(from, to).toSeconds());
        double least = (double) span / Math.max(1, points / POINTS_A_TICK);
        List<Tick> ticks = new ArrayList<>();
        String before = "";
        for (ZonedDateTime at : times(zone, from, to, least)) {
            String label = label(at, least);
            String under = least > 14 * 86_400
                    ? Integer.toString(at.getYear())
                    : least > 43_200 ? Integer.toString(at.getYear()) : DATE.format(at);
            ticks.add(new Tick(x.applyAsDouble(at.toInstant()), label, under.equals(before) ? "" : under));
            before = under;
        }
        return new TimeAxis(zone, List.copyOf(ticks));
    }

    private static String label(ZonedDateTime at, double least) {
        if (least > 14 * 86_400) {
            return MONTH.format(at);
        }
        if (least > 43_200) {
            return DAY.format(at);
        }
        return at.getSecond() == 0 ? CLOCK.format(at) : SECONDS.format(at);
    }

    private static List<ZonedDateTime> times(ZoneId zone, Instant from, Instant to, double least) {
        LocalDate first = from.atZone(zone).toLocalDate();
        LocalDate last = to.atZone(zone).toLocalDate();
        List<ZonedDateTime> times = new ArrayList<>();
        if (least > 14 * 86_400) {
            int step = step(MONTH_STEPS, least / (30.5 * 86_400));
            YearMonth month =
                    YearMonth.from(first).minusMonths((first.getYear() * 12L + first.getMonthValue() - 1) % step);
            for (; !month.atDay(1).isAfter(last); month = month.plusMonths(step)) {
                times.add(month.atDay(1).atStartOfDay(zone));
            }
        } else if (least > 43_200) {
            int step = step(DAY_STEPS, least / 86_400);
            // Day 4 of the epoch was a Monday: steps of weeks begin on Mondays.
            long day = first.toEpochDay() - Math.floorMod(first.toEpochDay() - 4, step);
            for (; day <= last.toEpochDay(); day += step) {
                times.add(LocalDate.ofEpochDay(day).atStartOfDay(zone));
            }
        } else {
            int step = step(CLOCK_STEPS, least);
            for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
                long begin = day.equals(first) ? from.atZone(zone).toLocalTime().toSecondOfDay() / step * step : 0;
                for (long second = begin; second < 86_400; second += step) {
                    ZonedDateTime at = ZonedDateTime.of(day, LocalTime.ofSecondOfDay(second), zone);
                    if (at.toInstant().isAfter(to)) {
                        break;
                    }
                    // An hour that the clocks leap over would be its neighbour's double.
                    if (at.toLocalTime().toSecondOfDay() == second) {
                        times.add(at);
                    }
                }
            }
        }
        times.removeIf(at -> at.toInstant().isBefore(from) || at.toInstant().isAfter(to));
        return times;
    }

    private static int step(int[] steps, double least) {
        for (int step : steps) {
            if (step >= least) {
                return step;
            }
        }
        return steps[steps.length - 1];
    }
}
