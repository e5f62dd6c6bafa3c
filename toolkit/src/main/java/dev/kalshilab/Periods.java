package dev.kalshilab;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.PortfolioRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/** Months and years of the account, in US Eastern time, as the exchange's own statements have them. */
final class Periods {
    private Periods() {}

    static PortfolioRequest month(PortfolioRequest request, String text) {
        try {
            LocalDate first = YearMonth.parse(text.strip()).atDay(1);
            return request.between(Moment.of(first), Moment.of(first.plusMonths(1)));
        } catch (DateTimeException e) {
            throw new KalshiException("Month '" + text + "' is not understood.\nWrite year and month: \"2026-10\".", e);
        }
    }

    static PortfolioRequest year(PortfolioRequest request, int year) {
        if (year < 2000 || year > 9999) {
            throw new KalshiException("Year " + year + " is none that the exchange can have.\nWrite it in full: 2026.");
        }
        LocalDate first = Year.of(year).atDay(1);
        return request.between(Moment.of(first), Moment.of(first.plusYears(1)));
    }

    static List<String> parts(PortfolioRequest request) {
        List<String> parts = new ArrayList<>();
        Parts.add(parts, "ticker", request.ticker());
        Parts.add(parts, "event", request.event());
        Parts.add(parts, "order", request.order());
        if (request.status() != null) {
            parts.add(request.status());
        }
        if (request.countFilter() != null) {
            parts.add("with " + request.countFilter());
        }
        Parts.add(parts, "since", request.from());
        Parts.add(parts, "until", request.to());
        return parts;
    }
}
