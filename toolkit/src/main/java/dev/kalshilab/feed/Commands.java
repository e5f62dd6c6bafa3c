package dev.kalshilab.feed;

import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said to the exchange on a line. Of the thread that reads. */
final class Commands {
    // So many markets go into one command.
    static final int AT_A_TIME = 500;

    private Commands() {}

    static void send(Line line, String command) {
        Transport open = line.transport;
        if (open != null) {
            open.send(command);
        }
    }

    /** All that is on the line. */
    static void subscribe(Line line) {
        for (Subscription one : line.subscriptions) {
            one.apart.clear();
            subscribe(line, one);
        }
    }

    static void subscribe(Line line, Subscription one) {
        List<String> tickers = together(one);
        if (tickers.isEmpty() && !one.ofAll) {
            return; // to name none would be to ask for all
        }
        int most = Math.min(AT_A_TIME, tickers.size());
        send(line, Frames.subscribe(line.nextId(), one.topic.channel(), tickers.subList(0, most), one.topic.flags()));
    }

    /** The markets that did not fit into the first command, or are asked for apart. */
    static void rest(Line line, Subscription one) {
        List<String> tickers = together(one);
        add(line, one, tickers.subList(Math.min(AT_A_TIME, tickers.size()), tickers.size()));
        add(line, one, List.copyOf(one.apart));
    }

    private static List<String> together(Subscription one) {
        return one.tickers.stream()
                .filter(ticker -> !one.apart.contains(ticker))
                .toList();
    }

    /** Adds these markets. */
    static void add(Line line, Subscription one, List<String> tickers) {
        for (List<String> some : cut(tickers)) {
            send(line, Frames.update(line.nextId(), one.sid(), one.topic.channel(), "add_markets", some));
        }
    }

    /** Asks for all books again. */
    static void snapshots(Line line, Subscription one) {
        snapshots(line, one, List.copyOf(one.tickers));
    }

    /** Asks for those books again. */
    static void snapshots(Line line, Subscription one, List<String> tickers) {
        for (List<String> some : cut(tickers)) {
            send(line, Frames.update(line.nextId(), one.sid(), "get_snapshot", some));
        }
    }

    private static List<List<String>> cut(List<String> tickers) {
        List<List<String>> pieces = new ArrayList<>();
        for (int from = 0; from < tickers.size(); from += AT_A_TIME) {
            pieces.add(tickers.subList(from, Math.min(tickers.size(), from + AT_A_TIME)));
        }
        return pieces;
    }

    /** A command went out, now or on a tape: its answer will be told by its number; null when it has none. */
    static Line.@Nullable Pending sent(Line line, String command, long nanos) {
        try {
            Frames.Order order = Frames.order(command);
            Subscription of = null;
            Line.Command kind = Line.Command.FOREIGN;
            if (order.subscribes()) {
                for (String channel : order.channels()) {
                    of = line.byChannel(channel);
                }
                kind = of == null ? Line.Command.FOREIGN : Line.Command.SUBSCRIBE;
                if (of != null) {
                    of.named.addAll(order.tickers());
                    of.namesMore = order.tickers().size() >= AT_A_TIME;
                    of.yesPrices = order.isSet(Topic.YES_PRICES);
                }
            } else if (order.sid() >= 0) {
                of = line.bySid(order.sid());
                kind = of == null
                        ? Line.Command.FOREIGN
                        : switch (order.action()) {
                            case "add_markets" -> Line.Command.ADD;
                            case "delete_markets" -> Line.Command.REMOVE;
                            default -> Line.Command.SNAPSHOT;
                        };
            }
            if (order.id() > 0) {
                Line.Pending asked = new Line.Pending(of, kind, order.tickers(), nanos);
                line.pending.put(order.id(), asked);
                return asked;
            }
        } catch (Json.Malformed e) {
            // No command of ours.
        }
        return null;
    }
}
