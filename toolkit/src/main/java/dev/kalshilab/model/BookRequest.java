package dev.kalshilab.model;

import java.util.List;

/**
 * Which order books are asked for.
 *
 * @param depth the most levels a side; 0 for all
 */
public record BookRequest(List<String> tickers, int depth) {
    public BookRequest {
        tickers = List.copyOf(tickers);
    }
}
