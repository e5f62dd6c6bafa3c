package dev.kalshilab.pace;

import java.util.ArrayList;
import java.util.List;

/** What a request costs, by its operation. */
final class Costs {
    static final long USUAL = 10;

    /** Those that the exchange has documented. */
    static final Costs DOCUMENTED = new Costs(
            USUAL,
            List.of(
                    new Limits.Cost("GET", "/cfbenchmarks", 50),
                    new Limits.Cost("GET", "/cfbenchmarks/*endpoint", 50),
                    new Limits.Cost("POST", "/communications/quotes", 2),
                    new Limits.Cost("GET", "/communications/quotes/:quote_id", 2),
                    new Limits.Cost("DELETE", "/communications/quotes/:quote_id", 2),
                    new Limits.Cost("DELETE", "/communications/rfqs/:rfq_id/quotes/:quote_id", 2),
                    new Limits.Cost("GET", "/margin/balance", 5),
                    new Limits.Cost("PUT", "/multivariate_event_collections/:collection_ticker/lookup", 2),
                    new Limits.Cost("GET", "/portfolio/orders/:order_id", 2)));

    private record Listed(String method, List<String> path, long tokens) {
        /** How many parts of its path are named, -1 when it is about another operation. */
        int likeness(String of, List<String> asked) {
            if (!method.equals(of)) {
                return -1;
            }
            int named = 0;
            for (int i = 0; i < path.size(); i++) {
                String part = path.get(i);
                if (part.startsWith("*")) {
                    return asked.size() > i ? named : -1;
                }
                boolean any = part.startsWith(":") || part.startsWith("{");
                if (i >= asked.size() || !(any || part.equals(asked.get(i)))) {
                    return -1;
                }
                named += any ? 0 : 1;
            }
            return asked.size() == path.size() ? named : -1;
        }
    }

    private final long usual;
    private final List<Listed> listed = new ArrayList<>();

    Costs(long usual, List<Limits.Cost> costs) {
        this.usual = usual;
        for (Limits.Cost cost : costs) {
            String path = cost.path().replaceFirst("^/?(trade-api/v2/)?", "");
            listed.add(new Listed(cost.method(), List.of(path.split("/", -1)), Math.max(0, cost.tokens())));
        }
    }

    /** The tokens of a request for that path within the API. */
    long of(String method, List<String> path) {
        long tokens = usual;
        int likest = -1;
        for (Listed one : listed) {
            int likeness = one.likeness(method, path);
            if (likeness > likest) {
                likest = likeness;
                tokens = one.tokens();
            }
        }
        return tokens;
    }
}
